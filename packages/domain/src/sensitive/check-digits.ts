/** True for digits whose last one fits the others by Luhn's rule (ISO/IEC 7812). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Card numbers by issuer: beginning and length. */
const cardForms =
  /^(?:4\d{12}(?:\d{3})?(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12})$/;

/** True for digits as the number of a payment card begins and is long, whatever its check digit. */
export function looksLikeCard(compact: string): boolean {
  return cardForms.test(compact);
}

/** True for the number of a payment card: of a known issuer, as long as its numbers are, and passing Luhn. */
export function isCardNumber(compact: string): boolean {
  return cardForms.test(compact) && !/^(\d)\1+$/.test(compact) && passesLuhn(compact);
}

/** Lengths of IBANs by country (ISO 13616). */
const ibanLengths: Readonly<Record<string, number>> = Object.fromEntries(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29
ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20
LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29
PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
YE30`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Remainder of a long decimal number. */
export function remainder(digits: string, divisor: number): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % divisor;
  return rest;
}

/** True for text as an IBAN of its country begins and is long, whatever its check digits. */
export function looksLikeIban(compact: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return false;
  return ibanLengths[compact.slice(0, 2)] === compact.length;
}

/** True for an IBAN of a known country and length whose check digits fit (mod 97). */
export function isIban(compact: string): boolean {
  if (!looksLikeIban(compact)) return false;
  const moved = compact.slice(4) + compact.slice(0, 4);
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return remainder(digits, 97) === 1;
}

/** Sum of the digits, each times its weight by place. */
export function weightedSum(digits: string, weightAt: (place: number) => number): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) sum += Number(digits[place]) * weightAt(place);
  return sum;
}

const verhoeffTimes =
  '0123456789123406789523401789563401289567401239567859876043216598710432765982104387659321049876543210';
const verhoeffShift = '01234567891576283094580379614289160435279453126870429086731527938061547046913258';

/** True for digits that fit by Verhoeff's rule. */
export function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const shifted = Number(verhoeffShift[(at % 8) * 10 + digit]);
    check = Number(verhoeffTimes[check * 10 + shifted]);
  }
  return check === 0;
}
