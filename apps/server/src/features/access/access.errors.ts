import { AppError } from '../../platform/app-error.ts';

/** One answer for an unknown account and for a wrong password, so that it does not tell which it was. */
export class InvalidCredentials extends AppError {
  constructor() {
    const detail = 'The e-mail address or the password is not right.';
    super({ kind: 'unauthenticated', code: 'invalid_credentials', detail });
  }
}

/** Too many failures from one address or for one account, whether or not that account exists. */
export class AccountLocked extends AppError {
  constructor(retryAfterSeconds: number) {
    const minutes = Math.ceil(retryAfterSeconds / 60);
    const detail = `Too many failed sign-ins. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
    super({ kind: 'rate-limited', code: 'account_locked', detail, retryAfterSeconds });
  }
}

export class AccountNotActive extends AppError {
  constructor() {
    const detail = 'This account is not active. Ask an administrator to activate it.';
    super({ kind: 'forbidden', code: 'account_not_active', detail });
  }
}

/** A refresh token that is unknown, expired, revoked or used again. */
export class RefreshRefused extends AppError {
  constructor(code: 'token_invalid' | 'token_reused') {
    super({ kind: 'unauthenticated', code, detail: 'Your session has ended. Sign in again.' });
  }
}

export class PasswordWeak extends AppError {
  constructor(message: string) {
    const errors = [{ field: 'new_password', code: 'password_weak', message }];
    super({ kind: 'invalid', code: 'password_weak', detail: message, errors });
  }
}

export class WrongCurrentPassword extends AppError {
  constructor() {
    const detail = 'The current password is not right.';
    const errors = [{ field: 'current_password', code: 'invalid_credentials', message: detail }];
    super({ kind: 'invalid', code: 'validation_failed', detail, errors });
  }
}

/** What a person must do in person: an API token cannot change passwords or make further tokens. */
export class PersonRequired extends AppError {
  constructor() {
    const detail = 'An API token cannot do this. Sign in and do it in person.';
    super({ kind: 'forbidden', code: 'permission_denied', detail });
  }
}

export class ContextForbidden extends AppError {
  constructor() {
    const detail = 'You are not a member of this engagement. Choose another one.';
    super({ kind: 'forbidden', code: 'context_forbidden', detail });
  }
}

export class GrantForbidden extends AppError {
  constructor(detail: string) {
    super({ kind: 'forbidden', code: 'grant_forbidden', detail });
  }
}

export class LastPlatformAdmin extends AppError {
  constructor() {
    const detail = 'This is the last platform administrator. Make another one first.';
    super({ kind: 'conflict', code: 'last_platform_admin', detail });
  }
}

type Thing = 'client' | 'engagement' | 'user' | 'membership' | 'token' | 'session';

export class NotFound extends AppError {
  constructor(thing: Thing) {
    super({ kind: 'not-found', code: `${thing}_not_found`, detail: `There is no such ${thing}.` });
  }
}

/** Something unique is taken already; `field` is the one to change. */
export class AlreadyExists extends AppError {
  constructor(thing: 'client' | 'engagement' | 'user' | 'membership', field: string) {
    const detail = `There is such a ${thing} already.`;
    const errors = [{ field, code: `${thing}_exists`, message: detail }];
    super({ kind: 'conflict', code: `${thing}_exists`, detail, errors });
  }
}
