import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with the broken rules and the first element of each. */
export async function expectNoViolations(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
  expect(found, name).toEqual([]);
}

/** No violation in light and in dark colours; the page stays in dark ones. */
export async function expectAccessibleInBothColours(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await expectNoViolations(page, `${name}, ${colorScheme}`);
  }
}

/** Fails when anything fades from the colours of one scheme to those of the other. */
export async function expectNoFading(page: Page): Promise<void> {
  const fading = await page.locator('html').evaluate((root) => {
    const attribute = 'data-mantine-color-scheme';
    const shown = root.getAttribute(attribute);
    root.setAttribute(attribute, shown === 'dark' ? 'light' : 'dark');
    // Asking for the animations works out the styles, which begins the transitions.
    const animations = root.ownerDocument.getAnimations();
    root.setAttribute(attribute, shown ?? 'light');
    return animations.filter((each: object) => each.constructor.name === 'CSSTransition').length;
  });
  expect(fading).toBe(0);
}
