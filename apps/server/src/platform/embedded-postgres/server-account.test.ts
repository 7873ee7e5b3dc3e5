import { expect, test } from 'vitest';
import { pickUnprivileged } from './server-account.ts';

const root = 'root:x:0:0:root:/root:/bin/bash';
const nobody = 'nobody:x:65534:65534:nobody:/:/usr/sbin/nologin';

test('root hands the server to postgres, else to nobody, else to anybody who is not root', () => {
  const passwd = [root, 'app:x:1000:1001::/home/app:/bin/sh', nobody, 'postgres:x:101:102::/:/bin/sh'];
  expect(pickUnprivileged(passwd.join('\n'))).toEqual({ name: 'postgres', uid: 101, gid: 102 });
  expect(pickUnprivileged(passwd.slice(0, 3).join('\n'))?.name).toBe('nobody');
  expect(pickUnprivileged(passwd.slice(0, 2).join('\n'))).toEqual({ name: 'app', uid: 1000, gid: 1001 });
});

test('an account called postgres that is root is not taken', () => {
  expect(pickUnprivileged(`${root}\npostgres:x:0:0::/:/bin/sh`)).toBeUndefined();
});
