import type { DependencyGraph } from '../../api/entities.ts';
import { TableCard } from '../../components/table-card.tsx';
import { formatCount } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

type Node = DependencyGraph['nodes'][number];

/** The graph in words: each asset with what it needs, and a button that puts it in the middle. */
export function GraphTable(props: {
  graph: DependencyGraph;
  onCenter: (asset: { id: string; name: string }) => void;
}) {
  const { graph, onCenter } = props;
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name] as const));
  return (
    <TableCard
      label="Table of the graph"
      heads={['Asset', 'Kind', 'Environment', 'Needs', { numbers: 'Dependencies' }]}
    >
      {graph.nodes.map((node) => (
        <tr key={node.id}>
          <td>
            <button
              type="button"
              className="text-button"
              aria-label={`Put ${node.name} in the middle`}
              onClick={() => onCenter({ id: node.id, name: node.name })}
            >
              {node.name}
            </button>
          </td>
          <td>{sentenceOf(node.asset_type)}</td>
          <td>{node.environment === null ? '—' : sentenceOf(node.environment)}</td>
          <td>{needsText(graph, node, names)}</td>
          <td className="num">{formatCount(node.degree)}</td>
        </tr>
      ))}
    </TableCard>
  );
}

const mostNamed = 12;

function needsText(graph: DependencyGraph, { id }: Node, names: ReadonlyMap<string, string>): string {
  const own = graph.edges.filter((edge) => edge.source_id === id);
  if (own.length === 0) return '—';
  const words = own.slice(0, mostNamed).map((edge) => {
    const port = edge.port === null ? '' : `, port ${edge.port}`;
    const crossing = edge.is_cross_environment ? ', another environment' : '';
    return `${names.get(edge.target_id) ?? ''} (${sentenceOf(edge.dependency_type).toLowerCase()}${port}${crossing})`;
  });
  return own.length > mostNamed
    ? `${words.join('; ')}; and ${own.length - mostNamed} more`
    : words.join('; ');
}
