/** Characters that cleaning does something about or that change beside each other, and some of many scripts. */
const characters = [
  ' \t\n\r\0\v\f\u001b\u007f\u0085\u00a0\u00ad\u034f\u1680\u180e\u2003\u200b\u200c\u200d\u200e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff',
  // Marks that join letters or stand in an order, and letters they join.
  'aAeouEı\u0300\u0301\u0308\u030c\u0323\u0327\u0328\u0334\u0338\u0345\u05b4\u05bc\u064b\u0651\u0653\u0654\u093c\u094d\u0e38\u0e48\u3099\u309a',
  // Those with another form in NFC.
  '\u0340\u0344\u0374\u037e\u0387\u0958\u1f71\u2126\u212a\u212b\u2329\u2adc\uf900\ufa10\ufb1d\u{1d15e}\u{2f800}',
  // Hangul in parts and whole.
  '\u1100\u1112\u1161\u1175\u11a8\u11c2가각힣ㄱ',
  '09xZ~éßǆʰЖйёΩάשرخธกकかがｶﾞ日本\u{20000}\u{2a6df}鿿—„”…€™→✓\ufe0f\ufffd😀👩\u{1f3fd}\u{e0001}',
  // Halves of pairs, alone.
  '\ud83d',
  '\ude00',
].flatMap((line) => Array.from(line));

const words = ['srv', 'Köln', 'Сервер', 'サーバー', '서버', 'Hà Nội', 'שרת', 'web 1', 'n/a', '不明'];

/** What texts that are awkward to clean consist of: put together in any order, they are of every kind a cell may hold. */
export const awkwardParts: readonly string[] = [
  ...characters,
  '\r\n',
  ...words,
  ...words.map((word) => word.normalize('NFD')),
];
