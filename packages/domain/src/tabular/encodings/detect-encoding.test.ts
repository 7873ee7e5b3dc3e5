import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../file-layout.ts';
import { TabularRefusal } from '../table-source.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { detectEncoding, type DetectedEncoding, sureEnough } from './detect-encoding.ts';
import { encodeText } from './encode-text.ts';
import { findEncoding, singleByteEncodings, type TextEncoding } from './text-encoding.ts';
import { transcode } from './transcoder.ts';

// Rows as files in these languages hold them; the short ones have few characters above ASCII.
const inventoryTexts = {
  german: [
    'Servername;Größe;Eigentümer;Standort\nsrv-ap01;500 GB;Jürgen Müller;Zürich\nsrv-db02;2 TB;Käthe Schäfer;Düsseldorf\nsrv-wb03;80 GB;Jörg Weiß;Übersee – Büro 3\n',
    'Name;Ort\nsrv1;München\n',
    'Gerät;Prüfung\nDrucker;überfällig\nScanner;außer Betrieb\n',
  ],
  french: [
    'Nom;Propriétaire;Système;Site\nsrv01;François Lefèvre;Système de fichiers;Genève\nsrv02;Hélène Noël;Base de données;Besançon\nsrv03;Zoé Bâtard;Développement;Île-de-France\n',
    'Nom;Ville\nsrv1;Orléans\nsrv2;Genève\n',
  ],
  spanish: [
    'Servidor;Ubicación;Dueño;Descripción\nsrv01;Bogotá;José Núñez;Base de datos de producción\nsrv02;Málaga;Íñigo Peña;Aplicación crítica\nsrv03;Córdoba;Ángela Ibáñez;¿En uso?\n',
    'Nombre;Año\nsrv1;año 2020\nsrv2;Peña\n',
  ],
  portuguese: [
    'Servidor;Localização;Responsável\nsrv01;São Paulo;João Gonçalves\nsrv02;Brasília;Conceição Simões\n',
  ],
  swedish: [
    'Server;Plats;Ägare\nsrv01;Göteborg;Åsa Sjöberg\nsrv02;Malmö;Björn Lindström\nsrv03;Umeå;Östen Åkerlund\n',
  ],
  polish: [
    'Nazwa;Właściciel;Lokalizacja;Uwagi\nsrv01;Michał Wiśniewski;Łódź;środowisko testowe\nsrv02;Małgorzata Wójcik;Kraków;wyłączony – późno\nsrv03;Józef Źrebak;Gdańsk;pamięć 16 GB\n',
    'Nazwa;Miasto\nsrv1;Łódź\nsrv2;Gdańsk\n',
  ],
  czech: [
    'Server;Vlastník;Umístění\nsrv01;Jiří Dvořák;Plzeň\nsrv02;Tomáš Černý;Ústí nad Labem\nsrv03;Lukáš Veselý;České Budějovice\n',
  ],
  hungarian: ['Név;Tulajdonos;Hely\nsrv01;László Szabó;Győr\nsrv02;Erzsébet Kőműves;Székesfehérvár\n'],
  turkish: [
    'Sunucu;Kullanıcı;Şehir\nsrv01;Ayşe Yılmaz;İstanbul\nsrv02;Çağlar Şahin;Diyarbakır\nsrv03;Gökçe Öztürk;Muğla\n',
  ],
  russian: [
    'Имя;Владелец;Город;Примечание\nsrv01;Иванов Пётр;Москва;сервер базы данных\nsrv02;Кузнецова Анна;Санкт-Петербург;резервное копирование\nsrv03;Соколов Игорь;Новосибирск;в эксплуатации\n',
    'Имя;Город\nsrv1;Казань\n',
  ],
  ukrainian: [
    'Назва;Власник;Місто\nsrv01;Шевченко Олег;Київ\nsrv02;Коваленко Їжак;Харків\nsrv03;Ґалаґан Єва;Дніпро\n',
  ],
  greek: ['Όνομα;Ιδιοκτήτης;Πόλη\nsrv01;Γιώργος Παπαδόπουλος;Αθήνα\nsrv02;Ελένη Νικολάου;Θεσσαλονίκη\n'],
  japanese: [
    'サーバー名,担当者,設置場所,備考\nsrv01,山田太郎,東京,本番データベース\nsrv02,佐藤花子,大阪,検証環境(停止中)\nsrv03,鈴木一郎,名古屋,バックアップ装置\n',
    'サーバ名,場所\nsrv1,東京\n',
    '名称,備考\nsrv1,表示ソフト\nsrv2,能力評価\n',
  ],
  simplifiedChinese: [
    '服务器名称,负责人,位置,备注\nsrv01,王伟,北京,生产数据库服务器\nsrv02,李娜,上海,测试环境已停用\nsrv03,张敏,深圳,备份存储设备\n',
    '名称,位置\nsrv1,北京\n',
  ],
  traditionalChinese: [
    '伺服器名稱,負責人,位置,備註\nsrv01,王小明,臺北,正式環境資料庫\nsrv02,李美玲,高雄,測試環境已停用\nsrv03,張志明,臺中,備份儲存設備\n',
    '名稱,位置\nsrv1,臺北\n',
  ],
  korean: [
    '서버 이름,담당자,위치,비고\nsrv01,김철수,서울,운영 데이터베이스\nsrv02,이영희,부산,테스트 환경 중지\nsrv03,박민수,대전,백업 장비\n',
    '이름,위치\nsrv1,서울\n',
  ],
} as const;

// Encodings in which files of a language are found.
const usualEncodings = {
  german: [
    'windows-1252',
    'iso-8859-15',
    'macintosh',
    'ibm850',
    'ibm437',
    'windows-1250',
    'windows-1254',
    'iso-8859-2',
  ],
  french: ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850'],
  spanish: ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850', 'ibm437'],
  portuguese: ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850'],
  swedish: ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850', 'iso-8859-10'],
  polish: ['windows-1250', 'iso-8859-2', 'x-mac-ce', 'ibm852', 'iso-8859-16'],
  czech: ['windows-1250', 'iso-8859-2', 'x-mac-ce', 'ibm852'],
  hungarian: ['windows-1250', 'iso-8859-2', 'ibm852'],
  turkish: ['windows-1254', 'iso-8859-9'],
  russian: ['windows-1251', 'koi8-r', 'iso-8859-5', 'ibm866', 'x-mac-cyrillic'],
  ukrainian: ['windows-1251', 'koi8-u', 'x-mac-cyrillic'],
  greek: ['windows-1253', 'iso-8859-7'],
  japanese: ['shift_jis', 'euc-jp', 'iso-2022-jp'],
  simplifiedChinese: ['gb18030'],
  traditionalChinese: ['big5', 'gb18030'],
  korean: ['euc-kr'],
} as const;

function detect(bytes: Uint8Array, chosen?: string): DetectedEncoding | Refusal {
  try {
    return detectEncoding({ bytes, isWhole: true }, chosen);
  } catch (error) {
    if (error instanceof TabularRefusal) return error.refusal;
    throw error;
  }
}

function readAs(bytes: Uint8Array, label: string): string {
  const encoding = findEncoding(label);
  return encoding === undefined ? '' : decodeUtf8(transcode(bytes, encoding));
}

function encoded(text: string, encoding: TextEncoding): Uint8Array | undefined {
  try {
    return encodeText(text, encoding);
  } catch {
    return undefined;
  }
}

function casesOf(language: keyof typeof usualEncodings) {
  const encodings: readonly TextEncoding[] = usualEncodings[language];
  return encodings.flatMap((encoding) =>
    inventoryTexts[language].flatMap((text, index) => {
      const bytes = encoded(text, encoding);
      const name = `${language} ${index + 1} in ${encoding}`;
      return bytes === undefined ? [] : [{ name, text, bytes, encoding, isLong: index === 0 }];
    }),
  );
}

const languages = Object.keys(usualEncodings).filter(
  (key): key is keyof typeof usualEncodings => key in usualEncodings,
);
const written = languages.flatMap(casesOf);

test.each(written)('$name is read right or asked about', ({ text, bytes }) => {
  const found = detect(bytes);
  const isRight =
    'encoding' in found ? readAs(bytes, found.encoding) === text : found.code === 'encoding_undecidable';
  expect([found, isRight]).toEqual([found, true]);
});

test('F30 three rows are enough to be sure of the encodings in daily use', () => {
  const unsure = written.filter(({ isLong, bytes }) => isLong && !('encoding' in detect(bytes)));
  expect(unsure.map(({ name }) => name)).toEqual([]);
});

test('F30 single rows are never read wrong', () => {
  for (const { text, encoding } of written) {
    for (const row of text.split('\n').slice(1)) {
      const bytes = encodeText(`${row}\n`, encoding);
      const found = detect(bytes);
      expect('encoding' in found ? readAs(bytes, found.encoding) : `${row}\n`).toBe(`${row}\n`);
    }
  }
});

test('random rows of words in an encoding of their language are read right or asked about', () => {
  const cases = written.filter(({ isLong }) => isLong);
  const picked = fc.constantFrom(...cases).chain(({ text, encoding }) => {
    const cells = text.split(/[;,\n]/).filter((cell) => cell !== '');
    return fc.record({
      encoding: fc.constant(encoding),
      text: fc
        .array(fc.constantFrom(...cells), { minLength: 2, maxLength: 12 })
        .map((list) => `${list.join(';')}\n`),
    });
  });
  fc.assert(
    fc.property(picked, ({ text, encoding }) => {
      const bytes = encodeText(text, encoding);
      const found = detect(bytes);
      expect('encoding' in found ? readAs(bytes, found.encoding) : text).toBe(text);
    }),
    { numRuns: 100 },
  );
});

describe('what leaves no doubt', () => {
  test.each([
    ['UTF-8 with a mark', 'efbbbf61', 'utf-8', true],
    ['UTF-16 with a mark, little end first', 'fffe6100', 'utf-16le', true],
    ['UTF-16 with a mark, big end first', 'feff0061', 'utf-16be', true],
    ['UTF-32 with a mark, little end first', 'fffe000061000000', 'utf-32le', true],
    ['UTF-32 with a mark, big end first', '0000feff00000061', 'utf-32be', true],
    ['GB18030 with a mark', '8431953361', 'gb18030', true],
    ['ASCII', '612c620a', 'utf-8', false],
    ['UTF-8', 'c3a9', 'utf-8', false],
    ['no byte', '', 'utf-8', false],
  ])('%s', (_name, hex, encoding, hasByteOrderMark) => {
    const found = detect(Uint8Array.from(Buffer.from(hex, 'hex')));
    expect(found).toMatchObject({ encoding, certainty: 1, hasByteOrderMark });
  });

  test('UTF-16 without a mark is told by its zero bytes, in any language', () => {
    for (const text of Object.values(inventoryTexts).flat()) {
      for (const encoding of ['utf-16le', 'utf-16be'] as const) {
        expect(detect(encodeText(text, encoding))).toMatchObject({ encoding });
      }
    }
  });

  test('text with a stray zero byte is not UTF-16', () => {
    expect(detect(encodeUtf8('name,note\nsrv1,a\0b\nsrv2,c\n'))).toMatchObject({ encoding: 'utf-8' });
  });

  test('a head that ends within a character of UTF-8 is UTF-8 while more follows', () => {
    const bytes = encodeUtf8('name,é').subarray(0, 6);
    expect(detectEncoding({ bytes, isWhole: false }).encoding).toBe('utf-8');
    expect(detect(bytes)).toMatchObject({ code: 'encoding_undecidable', byteOffset: 5 });
  });
});

describe('what is asked about', () => {
  test('candidates are told with how sure each is and how it reads', () => {
    const found = detect(encodeText('Nom;Ville\nsrv1;Orléans\nsrv2;Genève\n', 'ibm850'));
    expect(found).toMatchObject({ code: 'encoding_undecidable', byteOffset: 18 });
    const { candidates = [] } = found;
    const right = candidates.find(({ encoding }) => encoding === 'ibm850');
    expect(right?.preview).toEqual(['srv1;Orléans', 'srv2;Genève']);
    expect(candidates.every(({ certainty }) => certainty >= 0 && certainty < sureEnough)).toBe(true);
  });

  test('UTF-8 with a damaged place is not taken for another encoding', () => {
    const good = encodeUtf8('name;ort\nsrv1;München\nsrv2;Köln\nsrv3;Düsseldorf\n');
    const bytes = Uint8Array.from([...good, 0x78, 0xff, 0xfe, 0x0a]);
    expect(detect(bytes)).toMatchObject({ code: 'encoding_undecidable', byteOffset: good.length + 1 });
  });

  test('legacy text that is well-formed UTF-8 by accident is not taken for it', () => {
    const found = detect(encodeText('Jiří Dvořák\n', 'x-mac-ce'));
    expect(found).toMatchObject({ code: 'encoding_undecidable' });
    expect(detect(encodeUtf8('5 μs;kΩ;Ωmega\n'))).toMatchObject({ encoding: 'utf-8' });
    expect(detect(encodeUtf8('שרת;خادم;name\n'))).toMatchObject({ encoding: 'utf-8' });
  });

  test('a few bytes that no language writes are not taken for one', () => {
    const bytes = Uint8Array.from([...encodeUtf8('a,b\nsr'), 0xff, 0xfe, ...encodeUtf8('v,1\n')]);
    expect(detect(bytes)).toMatchObject({ code: 'encoding_undecidable', byteOffset: 6 });
  });

  test('random bytes are never read for sure', () => {
    let state = 1;
    const next = () => (state = (state * 48_271) % 0x7fff_ffff);
    for (let round = 0; round < 60; round++) {
      const bytes = Uint8Array.from({ length: 12 + (next() % 200) }, () => 0x80 | (next() >> 8));
      expect(detect(bytes)).toHaveProperty('code');
    }
  });
});

test('the choice of a person comes first; a name nobody knows is answered with candidates', () => {
  const bytes = encodeText('srv1;Köln\n', 'windows-1252');
  expect(detect(bytes, 'ISO-8859-2')).toMatchObject({ encoding: 'iso-8859-2', certainty: 1 });
  expect(detect(bytes, 'klingon')).toMatchObject({ code: 'encoding_undecidable' });
});

test('text in each single-byte encoding is judged without failing', () => {
  const bytes = Uint8Array.from({ length: 128 }, (_, k) => 0x80 + k);
  for (const encoding of singleByteEncodings) expect(detect(bytes, encoding)).toMatchObject({ encoding });
});
