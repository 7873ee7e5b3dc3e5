-- Roles landfall_owner (runs this file) and landfall_app (the application) exist before the first migration.
revoke all on schema public from public;
grant usage on schema public to landfall_app;

-- Time-ordered UUID (version 7); PostgreSQL has one of its own only from 18 on.
create function new_id() returns uuid language sql volatile parallel safe as $$
  select encode(
    set_byte(set_byte(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      6, (112 | (get_byte(uuid_send(gen_random_uuid()), 0) & 15))),
      8, (128 | (get_byte(uuid_send(gen_random_uuid()), 1) & 63))), 'hex')::uuid
$$;

create function current_client() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('app.client_account_id', true), '')::uuid
$$;
create function current_engagement() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('app.engagement_id', true), '')::uuid
$$;
create function current_actor() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('app.user_id', true), '')::uuid
$$;
-- True only inside the platform scope, which platform administration and sign-in use and which is audited.
create function in_platform_scope() returns boolean language sql stable parallel safe as $$
  select coalesce(current_setting('app.platform_scope', true), '') = 'on'
$$;

create table client_accounts (
  id uuid primary key default new_id(),
  name text not null check (name <> ''),
  slug text not null unique check (slug ~ '^[a-z0-9-]{2,60}$'),
  industry text, company_size text, headquarters_location text, description text,
  primary_contact_name text, primary_contact_email text,
  time_zone text not null default 'UTC',
  is_active boolean not null default true,
  storage_quota_bytes bigint check (storage_quota_bytes >= 0),
  deleted_at timestamptz, deleted_by uuid,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now() check (updated_at >= created_at)
);

create table users (
  id uuid primary key default new_id(),
  email text not null unique check (email = lower(email) and email <> ''),
  display_name text not null check (display_name <> ''),
  password_hash text not null check (password_hash <> ''),
  status text not null constraint users_status_check
    check (status in ('pending_approval', 'active', 'suspended', 'deactivated', 'rejected')),
  must_change_password boolean not null default false,
  token_version int not null default 1,
  default_client_account_id uuid, default_engagement_id uuid,
  failed_login_count int not null default 0,
  last_login_at timestamptz, locked_until timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now() check (updated_at >= created_at)
);

create table engagements (
  id uuid not null default new_id(),
  client_account_id uuid not null references client_accounts (id),
  name text not null check (name <> ''),
  slug text not null check (slug ~ '^[a-z0-9-]{2,60}$'),
  status text not null default 'active' constraint engagements_status_check
    check (status in ('planning', 'active', 'on_hold', 'completed')),
  target_clouds text[] not null default '{}', included_environments text[] not null default '{}',
  start_date date, target_completion_date date,
  currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  default_locale text not null default 'en',
  settings jsonb not null default '{}',
  is_active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now() check (updated_at >= created_at),
  primary key (client_account_id, id),
  unique (client_account_id, slug)
);
alter table engagements enable row level security;
alter table engagements force row level security;
create policy engagements_tenant on engagements
  using (client_account_id = current_client()) with check (client_account_id = current_client());

create table memberships (
  id uuid primary key default new_id(),
  user_id uuid not null references users (id),
  role text not null constraint memberships_role_check
    check (role in ('platform_admin', 'client_admin', 'engagement_manager', 'analyst', 'viewer')),
  client_account_id uuid references client_accounts (id),
  engagement_id uuid,
  can_access_sensitive_data boolean not null default false,
  granted_by uuid not null references users (id),
  granted_at timestamptz not null default now(),
  expires_at timestamptz, revoked_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (client_account_id, engagement_id) references engagements (client_account_id, id),
  constraint memberships_scope_check check (
    (role = 'platform_admin' and client_account_id is null and engagement_id is null)
    or (role <> 'platform_admin' and client_account_id is not null)),
  constraint memberships_client_admin_check check (role <> 'client_admin' or engagement_id is null),
  constraint memberships_self_grant_check check (granted_by <> user_id or role = 'platform_admin')
);
create unique index memberships_live_key on memberships (client_account_id, engagement_id, user_id, role)
  nulls not distinct where revoked_at is null;
create index memberships_user_idx on memberships (user_id) where revoked_at is null;
alter table memberships enable row level security;
alter table memberships force row level security;
create policy memberships_tenant on memberships
  using (user_id = current_actor() or client_account_id = current_client() or in_platform_scope())
  with check (client_account_id = current_client() or in_platform_scope());

create table refresh_tokens (
  id uuid primary key default new_id(),
  family_id uuid not null,
  user_id uuid not null references users (id),
  token_hash text not null unique,
  expires_at timestamptz not null,
  used_at timestamptz, revoked_at timestamptz,
  user_agent text, ip inet,
  created_at timestamptz not null default now()
);
create index refresh_tokens_family_idx on refresh_tokens (family_id);

create table idempotency_keys (
  client_account_id uuid not null references client_accounts (id),
  user_id uuid not null references users (id),
  route text not null, key text not null check (length(key) between 1 and 200),
  body_hash text not null,
  status_code int, response jsonb,
  created_at timestamptz not null default now(),
  primary key (client_account_id, user_id, route, key)
);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy idempotency_keys_tenant on idempotency_keys
  using (client_account_id = current_client()) with check (client_account_id = current_client());

create table audit_heads (
  client_account_id uuid primary key references client_accounts (id),
  seq bigint not null default 0,
  hash bytea not null default '\x'
);
alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy audit_heads_tenant on audit_heads
  using (client_account_id = current_client()) with check (client_account_id = current_client());

create table audit_log (
  client_account_id uuid not null references client_accounts (id),
  seq bigint not null,
  engagement_id uuid,
  actor_user_id uuid references users (id),
  actor_kind text not null constraint audit_log_actor_kind_check
    check (actor_kind in ('user', 'api_token', 'worker', 'doctor', 'installer')),
  action text not null, resource_type text not null, resource_id uuid,
  result text not null constraint audit_log_result_check check (result in ('success', 'denied', 'error')),
  details jsonb not null default '{}' check (octet_length(details::text) <= 16384),
  ip inet, user_agent text, request_id uuid,
  prev_hash bytea not null, hash bytea not null,
  created_at timestamptz not null default now(),
  primary key (client_account_id, seq),
  foreign key (client_account_id, engagement_id) references engagements (client_account_id, id)
);
alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy audit_log_tenant on audit_log
  using (client_account_id = current_client()) with check (client_account_id = current_client());

-- Appends one audit row to the chain of the current client; the head row serialises writers, so seq has no gap.
create function append_audit(
  engagement uuid, actor uuid, kind text, act text, resource text, resource_uuid uuid, outcome text, info jsonb, request uuid
) returns bigint language plpgsql as $$
declare
  head audit_heads;
  moment timestamptz := clock_timestamp();
  chained bytea;
begin
  insert into audit_heads (client_account_id) values (current_client()) on conflict do nothing;
  select * into head from audit_heads where client_account_id = current_client() for update;
  chained := sha256(head.hash || convert_to(jsonb_build_object(
    'seq', head.seq + 1, 'engagement', engagement, 'actor', actor, 'kind', kind, 'action', act,
    'resource', resource, 'id', resource_uuid, 'result', outcome, 'details', info, 'request', request,
    'at', to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8'));
  insert into audit_log (client_account_id, seq, engagement_id, actor_user_id, actor_kind, action, resource_type,
    resource_id, result, details, request_id, prev_hash, hash, created_at)
  values (current_client(), head.seq + 1, engagement, actor, kind, act, resource, resource_uuid, outcome, info,
    request, head.hash, chained, moment);
  update audit_heads set seq = head.seq + 1, hash = chained where client_account_id = current_client();
  return head.seq + 1;
end $$;

grant select, insert, update on client_accounts, users, engagements, memberships, refresh_tokens,
  idempotency_keys, audit_heads to landfall_app;
grant select, insert on audit_log to landfall_app;
