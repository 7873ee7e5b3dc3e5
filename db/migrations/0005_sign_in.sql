-- Tokens for programs: act as their user inside one client account. The token itself is shown once and not kept.
create table api_tokens (
  client_account_id uuid not null references client_accounts (id),
  id uuid not null default new_id(),
  user_id uuid not null references users (id),
  name text not null check (name <> ''),
  token_hash text not null check (token_hash ~ '^[0-9a-f]{64}$'),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (client_account_id, id),
  unique (client_account_id, token_hash)
);
alter table api_tokens enable row level security;
alter table api_tokens force row level security;
create policy api_tokens_tenant on api_tokens
  using (client_account_id = current_client()) with check (client_account_id = current_client());

-- Failed sign-ins by account and by address. Keys are hashes, and an unknown account counts like a known one.
create table sign_in_throttles (
  key text primary key check (key ~ '^(account|address):[0-9a-f]{64}$'),
  failures int not null check (failures >= 0),
  window_started_at timestamptz not null default now(),
  locked_until timestamptz
);

grant select, insert, update on api_tokens, sign_in_throttles to landfall_app;
