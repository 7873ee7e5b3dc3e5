/** What the command line takes from the environment; the server's own settings are read by the server. */
export const environment = {
  /** Token for `--server`, so that it need not stand in the process list. */
  token: process.env['LANDFALL_TOKEN'],
};
