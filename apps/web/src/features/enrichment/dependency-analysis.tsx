import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { dependencyAnalysisQuery } from '../../api/dependencies.ts';
import type { DependencyAnalysis } from '../../api/entities.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { countOf, formatCount } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

/** What the whole graph says: what moves together, what many need, what stands alone. */
export function DependencyAnalysisView({ showsNoise }: { showsNoise: boolean }) {
  const analysis = useQuery(dependencyAnalysisQuery(showsNoise));
  return (
    <QueryView query={analysis} label="analysis" rows={8}>
      {(found) =>
        hasNothing(found) ? (
          <EmptyState title="Nothing to analyse yet">
            Import a file of connections, or add a dependency by hand.
          </EmptyState>
        ) : (
          <Stack gap="lg">
            <Statistics analysis={found} />
            <Groups analysis={found} />
            <SharedServices analysis={found} />
            <CrossEnvironment analysis={found} />
            <Orphans analysis={found} />
          </Stack>
        )
      }
    </QueryView>
  );
}

function hasNothing({ statistics: { edges, rejected, noise, orphans } }: DependencyAnalysis): boolean {
  return edges + rejected + noise + orphans === 0;
}

function Statistics({ analysis: { statistics: all } }: { analysis: DependencyAnalysis }) {
  return (
    <Text size="sm" role="status">
      {countOf(all.edges, 'dependency', 'dependencies')} between {countOf(all.connected_assets, 'asset')}:{' '}
      {formatCount(all.confirmed)} confirmed, {formatCount(all.suggested)} suggested,{' '}
      {formatCount(all.rejected)} rejected; {formatCount(all.noise)} of background traffic.
    </Text>
  );
}

function Groups({ analysis }: { analysis: DependencyAnalysis }) {
  return (
    <Section id="groups" title={`Groups that move together (${formatCount(analysis.group_total)})`}>
      {analysis.groups.length === 0 ? (
        <Text size="sm">No assets depend on each other in a circle.</Text>
      ) : (
        <ul className="plain-list">
          {analysis.groups.map(({ size, assets }) => (
            <li key={assets[0]?.id}>
              {countOf(size, 'asset')}: {assets.map(({ name }) => name).join(', ')}
              {size > assets.length && ` and ${formatCount(size - assets.length)} more`}
            </li>
          ))}
          {analysis.group_total > analysis.groups.length && (
            <li>and {formatCount(analysis.group_total - analysis.groups.length)} smaller or equal groups</li>
          )}
        </ul>
      )}
    </Section>
  );
}

function SharedServices({ analysis }: { analysis: DependencyAnalysis }) {
  const least = analysis.shared_service_threshold;
  return (
    <Section id="shared" title="Shared services">
      <Text size="sm" c="dimmed" mb="xs">
        Assets that at least {countOf(least, 'application')} other than their own depend on.
      </Text>
      {analysis.shared_services.length === 0 ? (
        <Text size="sm">There are none.</Text>
      ) : (
        <ul className="plain-list">
          {analysis.shared_services.map(({ asset, application_count: count, applications }) => (
            <li key={asset.id}>
              {asset.name}: {countOf(count, 'application')} ({applications.join(', ')}
              {count > applications.length && ', …'})
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function CrossEnvironment({ analysis }: { analysis: DependencyAnalysis }) {
  const total = analysis.statistics.cross_environment;
  const edges = analysis.cross_environment;
  return (
    <Section id="crossing" title={`Dependencies between environments (${formatCount(total)})`}>
      {edges.length === 0 ? (
        <Text size="sm">There are none.</Text>
      ) : (
        <ul className="plain-list">
          {edges.map(({ id, source, target, dependency_type: type }) => (
            <li key={id}>
              {source.name} ({sentenceOf(source.environment ?? '')}) {sentenceOf(type).toLowerCase()}{' '}
              {target.name} ({sentenceOf(target.environment ?? '')})
            </li>
          ))}
          {total > edges.length && <li>and {formatCount(total - edges.length)} more</li>}
        </ul>
      )}
    </Section>
  );
}

function Orphans({ analysis: { orphans, statistics } }: { analysis: DependencyAnalysis }) {
  return (
    <Section id="orphans" title={`Assets without any dependency (${formatCount(statistics.orphans)})`}>
      <Text size="sm">
        {orphans.length === 0 ? 'There are none.' : orphans.map(({ name }) => name).join(', ')}
        {statistics.orphans > orphans.length &&
          ` and ${formatCount(statistics.orphans - orphans.length)} more`}
      </Text>
    </Section>
  );
}
