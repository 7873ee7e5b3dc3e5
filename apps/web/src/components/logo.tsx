/** The mark: something touching down on a line. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="var(--mantine-color-indigo-8)" />
      <path d="M4 22h24" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
      <path
        d="M16 5v12m0 0-5-5m5 5 5-5"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        fill="none"
      />
      <path d="M8 26.500h16" stroke="var(--mantine-color-indigo-3)" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
