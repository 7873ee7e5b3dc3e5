import { customFieldPrefix } from '../cleansing/import-plan.ts';
import type { ReadableRows, StatedRow } from './dependency-rows.ts';
import { hasPorts, isAnswer } from './flow-direction.ts';
import { readProtocol, type ReadProtocol } from './known-services.ts';
import type { StatedEnd } from './read-end.ts';

/** What a row says besides its ends. */
export interface RowFacts {
  readonly row: number;
  readonly protocol: ReadProtocol | null;
  readonly port: number | null;
  readonly relation: string | null;
  /** True for a row about what came back: its source is the service. */
  readonly isAnswer: boolean;
  /** True for an attempt that a firewall or the other end turned away. */
  readonly isRefused: boolean;
}

/** Columns of flow logs that say what became of a connection; no field of the catalog does. */
const outcomeColumn =
  /^(?:action|flow action|firewall action|conn state|connection state|state|verdict|disposition)$/;
const refusal =
  /^(?:reject(?:ed)?|rej|den(?:y|ied)|drop(?:ped)?|block(?:ed)?|discard(?:ed)?|refused|forbidden|reset-(?:both|client|server))$/i;

/** Reads what rows say of connections besides their ends. */
export class RowFactReader {
  readonly #rows: ReadableRows;
  readonly #outcomes: readonly string[];

  constructor(rows: ReadableRows) {
    this.#rows = rows;
    this.#outcomes = [...rows.fields].filter(saysOutcome);
  }

  of(row: number, { sources }: StatedRow): RowFacts {
    const text = this.#rows.value('protocol', row);
    const protocol = text === null ? null : readProtocol(text);
    const ports = this.#portsOf(row, protocol);
    const isBack = sources.length > 0 && isAnswer(ports.source, ports.target);
    return {
      row,
      protocol,
      port: isBack ? ports.source : ports.target,
      relation: this.#rows.value('dependency_type', row),
      isAnswer: isBack,
      isRefused: this.#outcomes.some((field) => refusal.test(this.#rows.value(field, row)?.trim() ?? '')),
    };
  }

  number(field: string, row: number): number | null {
    const text = this.#rows.value(field, row);
    return text === null ? null : Number(text);
  }

  bytes(row: number): bigint | null {
    const text = this.#rows.value('bytes', row);
    return text === null || !/^\d+$/.test(text) ? null : BigInt(text);
  }

  #portsOf(row: number, protocol: ReadProtocol | null) {
    if (!hasPorts(protocol)) return { source: null, target: null };
    const target = this.number('target_port', row) ?? this.number('port', row) ?? protocol?.port ?? null;
    return { source: this.number('source_port', row), target };
  }
}

function saysOutcome(field: string): boolean {
  if (!field.startsWith(customFieldPrefix)) return false;
  const words = field
    .slice(customFieldPrefix.length)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[\s_.-]+/g, ' ');
  return outcomeColumn.test(words.trim());
}

/** Port and protocol a row states, else those of the URL of its target or behind its name. */
export function connectionOf({ port, protocol }: RowFacts, { url, port: behind }: StatedEnd) {
  if (url === undefined) return { port: port ?? behind ?? null, protocol };
  return { port: port ?? url.port, protocol: protocol ?? readProtocol(url.protocol) };
}
