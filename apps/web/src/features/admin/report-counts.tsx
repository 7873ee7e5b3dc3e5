import { Text } from '@mantine/core';
import type { DoctorReport } from '../../api/entities.ts';
import { formatCount } from '../../texts/format.ts';

/** How many flows were looked at and how they are, and the rules of the database that do not hold. */
export function ReportCounts({ report }: { report: DoctorReport }) {
  const { flows, constraints } = report;
  const counts = [
    [flows.examined, 'Flows looked at', undefined],
    [flows.consistent, 'Consistent', undefined],
    [flows.curable, 'Can be healed', 'warn'],
    [flows.refused, 'Need a decision', 'bad'],
    [constraints.checked, 'Rules checked', undefined],
    [constraints.broken.length, 'Rules broken', 'bad'],
  ] as const;
  return (
    <>
      <div className="stats">
        {counts.map(([count, label, tone]) => (
          <div key={label} className="card stat" data-tone={count > 0 ? tone : undefined}>
            <b>{formatCount(count)}</b>
            <Text size="sm" component="span">
              {label}
            </Text>
          </div>
        ))}
      </div>
      {constraints.broken.length > 0 && (
        <div className="notice" data-tone="bad">
          <Text fw={650} size="sm">
            Rules of the database that do not hold
          </Text>
          <ul className="plain-list">
            {constraints.broken.map((rule) => (
              <li key={`${rule.table} ${rule.constraint}`}>
                <span className="mono">
                  {rule.table} · {rule.constraint}
                </span>{' '}
                {rule.detail}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
