/** What one row of a file describes. */
export type RowSubject =
  | 'machine'
  | 'application'
  | 'database'
  | 'data_set'
  | 'edge'
  | 'finding'
  | 'software'
  | 'backup';
