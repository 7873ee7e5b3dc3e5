// Writes the letter pairs of languages by which the encoding of a text is told, from the names of regions,
// languages, currencies, scripts, months and days that the platform's locale data hold in each of them.
import { writeFileSync } from 'node:fs';

const languages = (
  'de fr es pt it nl sv da nb fi is et lv lt pl cs sk hu sl hr ro sq tr mt cy ga ca eu gl eo fo vi ' +
  'ru uk be bg sr mk el he ar fa th'
).split(' ');
const target = new URL('../packages/domain/src/tabular/encodings/letter-pairs.ts', import.meta.url);
/** Words of the files that are read, beside the names of the locale data. */
const inventoryWords = {
  de: 'für Größe Gerät Geräte geändert über Übersicht Verfügbarkeit Büro Düsseldorf Köln München Nürnberg Zürich Straße Müller Schäfer Jürgen größer Speichergröße Schlüssel gelöscht möglich Kapazität Priorität Außenstelle Gebäude Österreich Änderung Prüfung Rückgabe Datenträger Verschlüsselung läuft außer Betrieb verfügbar Abhängigkeit Gültigkeit Eigentümer Würzburg Saarbrücken Göttingen Jäger Krüger Schröder Böhm Günther Björn Jörg Weiß Groß',
  fr: 'serveur hébergé mémoire système réseau équipement matériel propriétaire état créé modifié arrêté marche démarré capacité utilisée données sauvegarde criticité élevée sécurité région Île-de-France Montréal Genève Orléans Besançon Étienne François Hélène Rémi Gérard Benoît Loïc Noël Zoé Cécile Jérôme Frédéric Stéphane Valérie Léa André René création numéro série prévu clé référence version modèle fabricant tâche à être où çà déjà même très après près début février août décembre développement production intégration préproduction libellé désactivé activé boîte forêt côté hôte rôle contrôle coûts œuvre cœur Périgueux Sète maïs',
  es: 'ubicación producción configuración aplicación dirección descripción versión estación año España español teléfono número código área línea página última física crítica básica máquina técnico informática también según así más está José María Jesús Andrés Martín Núñez Muñoz Peña Ibáñez Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Jiménez Hernández Díaz García Álvarez Ramírez Málaga Cádiz Córdoba León Bogotá Medellín México Perú Panamá dueño tamaño compañía categoría memoria auditoría',
  pt: 'localização produção aplicação descrição versão não são informação serviço endereço código número área última memória máquina técnico João Gonçalves Conceição São Paulo Brasília Goiânia Maranhão Ceará Paraná Amapá Vitória Belém José Antônio Luís Mônica Estêvão padrão usuário responsável disponível crítico histórico proprietário atualização criação condição função região coração mãe mão pão irmã alemã Lourenço Simões Magalhães',
  it: 'quantità città unità qualità attività proprietà università perché poiché né così più giù però già sarà è società capacità priorità disponibilità criticità',
  pl: 'Łódź Kraków Gdańsk Poznań Wrocław Białystok Częstochowa Toruń Rzeszów Świętokrzyskie Śląsk Żory właściciel urządzenie pamięć użytkownik położenie dysk sieć połączenie wyłączony włączony środowisko produkcyjne testowe zarządzanie bezpieczeństwo ważność żółty źródło łącze część późno Michał Paweł Łukasz Zieliński Wiśniewski Wójcik Kowalczyk Woźniak Kamiński Dąbrowski Lewandowski Jabłoński Wróbel Król Stępień Górski Małgorzata Grażyna Elżbieta Stanisław Władysław nazwa serwera wielkość ilość możliwość główny następny również będzie są się że które został świat',
  cs: 'Plzeň Brno Česká Budějovice Ústí Hradec Králové Jiří Tomáš Lukáš Ondřej Dvořák Novák Svoboda Černý Procházka Kučera Veselý Němec Pospíšil umístění vlastník zařízení paměť uživatel síť připojení vypnuto zapnuto prostředí produkční testovací správa bezpečnost důležitost žlutý zdroj část později název velikost množství možnost hlavní následující také bude jsou který',
  hu: 'Győr Székesfehérvár Pécs Szeged Debrecen kiszolgáló memória tulajdonos felhasználó hálózat működik leállítva környezet éles teszt biztonság fontosság név méret mennyiség lehetőség fő következő László István József Zoltán Gábor Szabó Tóth Kovács Horváth Németh Gergő Erdős Árvíztűrő tükörfúrógép',
  ro: 'București Iași Timișoara Brașov Constanța Ploiești proprietar utilizator rețea memorie producție locație mediu fără și în că să această Ștefan Ionuț Mihăiță Bucureşti Iaşi Timişoara Braşov Constanţa Ploieşti reţea producţie locaţie şi Ştefan Ionuţ',
  tr: 'İstanbul İzmir Eskişehir Muğla Şanlıurfa Diyarbakır sunucu bellek kullanıcı ağ çalışıyor kapalı ortam üretim güvenlik önem adı boyut Ahmet Yılmaz Öztürk Çelik Şahin Yıldız Aydın Doğan Kılıç Gül Müdürlüğü',
  sv: 'Göteborg Malmö Örebro Västerås Linköping Jönköping Norrköping Umeå Gävle Borås Södertälje Åsa Björn Sjöberg Lindström ägare anläggning nätverk förråd är för på från även används drift miljö säkerhet åtkomst',
  da: 'København Århus Aalborg Helsingør Sønderborg Køge Søren Jørgen Kjær Nørgaard ejer netværk størrelse måned er på får også år miljø prøve adgang nøgle',
  nb: 'Tromsø Bodø Ålesund Hønefoss Bærum Øystein Bjørn Bjørnstad Østby eier nettverk størrelse måned på får også år miljø prøve nøkkel',
  ru: 'сервер сервера серверы база данных приложение приложения система операционная память диск сеть адрес имя узел владелец расположение среда рабочая тестовая производство критичность версия состояние включен выключен работает описание название количество размер дата номер Москва Санкт-Петербург Новосибирск Екатеринбург Казань Самара Ростов Иванов Петров Сидоров Смирнов Кузнецов Попов Васильев Соколов Михайлов Новиков отдел управление безопасность резервное копирование хранилище виртуальная машина да нет и в на не что как это',
  uk: 'сервер сервери база даних застосунок система пам’ять диск мережа адреса ім’я власник розташування середовище робоче тестове версія стан увімкнено вимкнено працює опис назва кількість розмір дата номер Київ Харків Львів Одеса Дніпро Шевченко Коваленко Бондаренко Ткаченко відділ безпека сховище так ні',
  bg: 'сървър сървъри база данни приложение система памет диск мрежа адрес име собственик местоположение среда версия състояние включен изключен работи описание номер София Пловдив Варна Бургас Иванов Петров Георгиев отдел сигурност',
  el: 'διακομιστής μνήμη δίκτυο διεύθυνση όνομα ιδιοκτήτης τοποθεσία έκδοση κατάσταση Αθήνα Θεσσαλονίκη Παπαδόπουλος βάση δεδομένων εφαρμογή σύστημα',
};

function* namesOf(language) {
  for (const type of ['region', 'language', 'currency', 'script']) {
    const names = new Intl.DisplayNames([language], { type, fallback: 'none' });
    for (const code of codesOf(type)) yield names.of(code) ?? '';
  }
  for (let month = 0; month < 12; month++) {
    const date = new Date(Date.UTC(2024, month, 3 + month));
    yield date.toLocaleDateString(language, { month: 'long', weekday: 'long', day: 'numeric' });
  }
  for (let time = 0; time < 10; time++) yield inventoryWords[language] ?? '';
}

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
const scripts =
  'Arab Armn Beng Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hebr Jpan Khmr Laoo Latn Mong Taml Thai Tibt'.split(
    ' ',
  );

function codesOf(type) {
  const two = letters.flatMap((a) => letters.map((b) => a + b));
  if (type === 'currency') return Intl.supportedValuesOf('currency');
  if (type === 'region') return two.map((code) => code.toUpperCase());
  return type === 'language' ? two : scripts;
}

/** Vietnamese as windows-1258 writes it: the tone is a mark behind its letter. */
function withTones(word) {
  return word.replace(/\p{L}/gu, (letter) => {
    const parts = letter.normalize('NFD');
    const tone = /[\u0300\u0301\u0303\u0309\u0323]/.exec(parts)?.[0];
    return tone === undefined ? letter : parts.replace(tone, '').normalize('NFC') + tone;
  });
}

function countPairs(language) {
  const pairs = new Map();
  const before = new Map();
  for (const name of namesOf(language)) {
    for (const match of name
      .toLowerCase()
      .normalize('NFC')
      .matchAll(/[\p{L}\p{M}]+/gu)) {
      const word = ` ${language === 'vi' ? withTones(match[0]) : match[0]} `;
      for (let k = 1; k < word.length; k++) {
        const pair = word[k - 1] + word[k];
        before.set(word[k - 1], (before.get(word[k - 1]) ?? 0) + 1);
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
    }
  }
  return { pairs, before };
}

/** Steps of one nat: a pair in step k has the probability exp(-k) behind its first letter. */
const steps = 8;

function stepsOf(language) {
  const { pairs, before } = countPairs(language);
  const byStep = Array.from({ length: steps }, () => '');
  const order = [...pairs].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [pair, count] of order) {
    if (!/[^\0-\x7f]/.test(pair)) continue;
    const step = Math.min(steps - 1, Math.round(-Math.log(count / before.get(pair[0]))));
    byStep[step] += pair;
  }
  return byStep;
}

const lines = [
  '/**',
  ' * Letter pairs of languages with at least one letter outside ASCII, folded to lower case, a space for the',
  ' * edge of a word. Part k of a language (parts stand between bars) holds the pairs whose second letter follows',
  ' * the first with a probability of about exp(-k). Written by scripts/letter-pairs.mjs from Unicode CLDR names.',
  ' */',
  'export const letterPairs = {',
];
for (const language of languages) {
  lines.push(`  ${language}: '${stepsOf(language).join('|').replaceAll("'", "\\'")}',`);
}
lines.push(
  '} as const;',
  '',
  '/** A language whose letters are known. */',
  'export type PairLanguage = keyof typeof letterPairs;',
  '',
);
writeFileSync(target, lines.join('\n'));
