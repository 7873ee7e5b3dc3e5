import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { asId } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { createAccessTokens } from './access-token.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const publicKey = createPublicKey(privateKey);
const noon = new Date('2026-01-02T12:00:00Z');
const tokens = createAccessTokens(privateKey, () => noon);
const userId = asId<'User'>(randomUUID());
const genuine = tokens.issue({ userId, tokenVersion: 3 });
const [, payload = '', signature = ''] = genuine.split('.');
const seconds = noon.getTime() / 1000;

/** The same server so many seconds later. */
const after = (later: number) =>
  createAccessTokens(privateKey, () => new Date(noon.getTime() + later * 1000));

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = { alg: 'EdDSA', typ: 'at+jwt' };
const claims = {
  iss: 'landfall',
  aud: 'landfall-api',
  sub: userId,
  jti: randomUUID(),
  tv: 3,
  iat: seconds,
  exp: seconds + 900,
};

/** Signed with the real key, whatever it says. */
function signed(head: unknown, body: unknown): string {
  const text = `${encode(head)}.${typeof body === 'string' ? body : encode(body)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}

/** HMAC with something public as its secret, which a careless verifier takes for the key. */
function hmacSigned(secret: string | Buffer): string {
  const text = `${encode({ alg: 'HS256', typ: 'at+jwt' })}.${payload}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const jwk = publicKey.export({ format: 'jwk' });

describe('an access token', () => {
  test('is read by the server that issued it, for 15 minutes', () => {
    expect(tokens.read(genuine)).toMatchObject({ userId, tokenVersion: 3 });
    expect(after(899).read(genuine)).toBeDefined();
    expect(after(900).read(genuine)).toBeUndefined();
  });

  test('carries no role and no tenant', () => {
    const said: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const names = Object.keys(Object(said));
    expect(names.toSorted()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'sub', 'tv']);
  });

  test('the mint of this test makes good ones too, so the refusals below mean something', () => {
    expect(tokens.read(signed(header, claims))).toBeDefined();
  });
});

const otherKey = generateKeyPairSync('ed25519').privateKey;
const forgeries: Record<string, string> = {
  'alg none without signature': `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
  'alg None': `${encode({ alg: 'None', typ: 'at+jwt' })}.${payload}.${signature}`,
  'alg nOnE signed by us': signed({ ...header, alg: 'nOnE' }, claims),
  'no signature': `${genuine.split('.').slice(0, 2).join('.')}.`,
  'two parts': genuine.split('.').slice(0, 2).join('.'),
  'four parts': `${genuine}.x`,
  'HS256 with the public key as PEM': hmacSigned(publicKey.export({ type: 'spki', format: 'pem' })),
  'HS256 with the public key as DER': hmacSigned(publicKey.export({ type: 'spki', format: 'der' })),
  'another key': createAccessTokens(otherKey, () => noon).issue({ userId, tokenVersion: 3 }),
  'an embedded key': signed({ ...header, jwk }, claims),
  'a key by address': signed({ ...header, jku: 'https://attacker.example/keys' }, claims),
  'a key by certificate address': signed({ ...header, x5u: 'https://attacker.example/cert' }, claims),
  'a key id that is a path': signed({ ...header, kid: '../../dev/null' }, claims),
  'a key id that is SQL': signed({ ...header, kid: "' UNION SELECT 'k'--" }, claims),
  'an unknown critical extension': signed({ ...header, crit: ['x'], x: 1 }, claims),
  'a zip header': signed({ ...header, zip: 'DEF' }, claims),
  'the type of a refresh token': signed({ ...header, typ: 'refresh+jwt' }, claims),
  'the plain type': signed({ ...header, typ: 'JWT' }, claims),
  'no type': signed({ alg: 'EdDSA' }, claims),
  'a header with its keys the other way round': signed({ typ: 'at+jwt', alg: 'EdDSA' }, claims),
  expired: signed(header, { ...claims, exp: seconds - 1 }),
  'no expiry': signed(header, { ...claims, exp: undefined }),
  'an expiry that is text': signed(header, { ...claims, exp: String(seconds + 900) }),
  'an expiry beyond counting': signed(header, { ...claims, exp: 1e20 }),
  'issued in the future': signed(header, { ...claims, iat: seconds + 3600 }),
  'not valid yet': signed(header, { ...claims, nbf: seconds + 60 }),
  'another issuer': signed(header, { ...claims, iss: 'elsewhere' }),
  'another audience': signed(header, { ...claims, aud: 'elsewhere' }),
  'a list of audiences': signed(header, { ...claims, aud: ['landfall-api', 'elsewhere'] }),
  'no subject': signed(header, { ...claims, sub: undefined }),
  'a subject that is no id': signed(header, { ...claims, sub: 'admin' }),
  'an invented role': signed(header, { ...claims, role: 'platform_admin' }),
  'an edited payload': `${genuine.split('.')[0]}.${encode({ ...claims, sub: randomUUID() })}.${signature}`,
  'a payload that is no object': signed(header, encode('text')),
  'an encrypted token': 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..a.b.c',
  'a nested token': signed({ ...header, cty: 'JWT' }, encode(genuine)),
  'padding in the signature': `${genuine}==`,
  'white space': genuine.replace('.', ' .'),
  'letters of the other alphabet': genuine
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(signature, `${signature}+`),
  'a signature of zeros': `${genuine.slice(0, genuine.lastIndexOf('.'))}.${Buffer.alloc(64).toString('base64url')}`,
  'a signature with loose last bits': `${genuine.slice(0, -1)}${loosened(signature.at(-1) ?? '')}`,
  'a megabyte': `${genuine}${'x'.repeat(1_000_000)}`,
  nothing: '',
};

/** The next letter that decodes to the same bytes, because the last one carries four bits that do not count. */
function loosened(letter: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(letter) + 1] ?? '';
}

test.each(Object.entries(forgeries))('refuses %s', (_what, token) => {
  expect(tokens.read(token)).toBeUndefined();
});

test('a payload that says a thing twice is not read as the first of the two', () => {
  const twice = Buffer.from(JSON.stringify(claims).replace('{', `{"sub":"${randomUUID()}",`)).toString(
    'base64url',
  );
  expect(tokens.read(signed(header, twice))?.userId).toBe(userId);
});
