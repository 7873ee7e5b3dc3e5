-- Reviewers leave rows of a preview out and edit values before they approve it.

-- By row number: whether the row is left out, what it would do otherwise, and the values given by the reviewer.
alter table import_row_blocks add column reviews jsonb not null default '{}';

alter table flow_events drop constraint flow_events_type_check;
alter table flow_events add constraint flow_events_type_check check (type in ('flow_created', 'phase_started',
  'rows_stored', 'phase_succeeded', 'decision_needed', 'phase_failed', 'retry_scheduled', 'mapping_decided',
  'issue_decided', 'preview_changed', 'gate_approved', 'gate_rejected', 'paused', 'resumed', 'retried', 'restarted',
  'cancelled', 'correction_added', 'healed', 'deleted', 'completed'));
