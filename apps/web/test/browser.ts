import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';

/** Gives each test of a file what pages ask of a browser and jsdom lacks; what it rendered is gone after it. */
export function useBrowser(): void {
  beforeEach(() => {
    vi.stubGlobal('matchMedia', () => ({
      matches: false,
      addEventListener: () => {},
      removeEventListener: () => {},
    }));
    vi.stubGlobal('scrollTo', () => {});
    document.body.innerHTML = '<aside id="portals"></aside>';
  });
  afterEach(() => {
    cleanup();
    document.body.replaceChildren();
    vi.unstubAllGlobals();
  });
}
