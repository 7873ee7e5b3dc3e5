import { useEffect, useState } from 'react';
import { formatAgo, formatTime } from '../texts/format.ts';

/** How long ago, refreshed each half minute; hovering shows the local and the UTC time. */
export function TimeText({ at }: { at: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={`${formatTime(at)} (${new Date(at).toISOString()})`}>
      {formatAgo(at, now)}
    </time>
  );
}
