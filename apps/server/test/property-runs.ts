/** Runs of a property: `usual` with `npm test`; LANDFALL_PROPERTY_RUNS times as many when that is set. */
export function propertyRuns(usual: number): number {
  // oxlint-disable-next-line node/no-process-env -- asked for on the command line
  const times = Number(process.env.LANDFALL_PROPERTY_RUNS ?? '1');
  return Number.isFinite(times) && times > 0 ? Math.ceil(usual * times) : usual;
}
