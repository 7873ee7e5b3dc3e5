// Writes the letter pairs of languages by which the encoding of a text is told, from the names of regions,
// languages, currencies, scripts, months and days that the platform's locale data hold in each of them.
import { writeFileSync } from 'node:fs';

const languages = (
  'de fr es pt it nl sv da nb fi is et lv lt pl cs sk hu sl hr ro sq tr mt cy ga ca eu gl eo fo vi ' +
  'ru uk be bg sr mk kk el he ar fa th'
).split(' ');
const target = new URL('../packages/domain/src/tabular/encodings/letter-pairs.ts', import.meta.url);
/** Words of the files that are read, beside the names of the locale data. */
const inventoryWords = {
  de: 'für Größe Gerät Geräte geändert über Übersicht Verfügbarkeit Büro Düsseldorf Köln München Nürnberg Zürich Straße Müller Schäfer Jürgen größer Speichergröße Schlüssel gelöscht möglich Kapazität Priorität Außenstelle Gebäude Österreich Änderung Prüfung Rückgabe Datenträger Verschlüsselung läuft außer Betrieb verfügbar Abhängigkeit Gültigkeit Eigentümer Würzburg Saarbrücken Göttingen Jäger Krüger Schröder Böhm Günther Björn Jörg Weiß Groß',
  fr: 'serveur hébergé mémoire système réseau équipement matériel propriétaire état créé modifié arrêté marche démarré capacité utilisée données sauvegarde criticité élevée sécurité région Île-de-France Montréal Genève Orléans Besançon Étienne François Hélène Rémi Gérard Benoît Loïc Noël Zoé Cécile Jérôme Frédéric Stéphane Valérie Léa André René création numéro série prévu clé référence version modèle fabricant tâche à être où çà déjà même très après près début février août décembre développement production intégration préproduction libellé désactivé activé boîte forêt côté hôte rôle contrôle coûts œuvre cœur Périgueux Sète maïs',
  es: 'ubicación producción configuración aplicación dirección descripción versión estación año España español teléfono número código área línea página última física crítica básica máquina técnico informática también según así más está José María Jesús Andrés Martín Núñez Muñoz Peña Ibáñez Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Jiménez Hernández Díaz García Álvarez Ramírez Málaga Cádiz Córdoba León Bogotá Medellín México Perú Panamá dueño tamaño compañía categoría memoria auditoría',
  pt: 'localização produção aplicação descrição versão não são informação serviço endereço código número área última memória máquina técnico João Gonçalves Conceição São Paulo Brasília Goiânia Maranhão Ceará Paraná Amapá Vitória Belém José Antônio Luís Mônica Estêvão padrão usuário responsável disponível crítico histórico proprietário atualização criação condição função região coração mãe mão pão irmã alemã Lourenço Simões Magalhães',
  it: 'quantità città unità qualità attività proprietà università perché poiché né così giù più già può ciò però cioè lunedì martedì venerdì sarà è società capacità priorità disponibilità criticità Forlì Cantù Nardò Mondovì Cefalù Agrò Niccolò Nicolò Calò Bonfà Sarà Noè Mosè Salomè Giosuè caffè lassù laggiù metà età novità realtà identità funzionalità modalità entità utilità sanità farà avrà potrà dovrà virtù tribù servitù ragù falò oblò comò perciò',
  pl: 'Łódź Kraków Gdańsk Poznań Wrocław Białystok Częstochowa Toruń Rzeszów Świętokrzyskie Śląsk Żory właściciel urządzenie pamięć użytkownik położenie dysk sieć połączenie wyłączony włączony środowisko produkcyjne testowe zarządzanie bezpieczeństwo ważność żółty źródło łącze część późno Michał Paweł Łukasz Zieliński Wiśniewski Wójcik Kowalczyk Woźniak Kamiński Dąbrowski Lewandowski Jabłoński Wróbel Król Stępień Górski Małgorzata Grażyna Elżbieta Stanisław Władysław nazwa serwera wielkość ilość możliwość główny następny również będzie są się że które został świat',
  cs: 'Plzeň Brno Česká Budějovice Ústí Hradec Králové Jiří Tomáš Lukáš Ondřej Dvořák Novák Svoboda Černý Procházka Kučera Veselý Němec Pospíšil umístění vlastník zařízení paměť uživatel síť připojení vypnuto zapnuto prostředí produkční testovací správa bezpečnost důležitost žlutý zdroj část později název velikost množství možnost hlavní následující také bude jsou který',
  hu: 'Győr Székesfehérvár Pécs Szeged Debrecen kiszolgáló memória tulajdonos felhasználó hálózat működik leállítva környezet éles teszt biztonság fontosság név méret mennyiség lehetőség fő következő László István József Zoltán Gábor Szabó Tóth Kovács Horváth Németh Gergő Erdős Árvíztűrő tükörfúrógép',
  ro: 'București Iași Timișoara Brașov Constanța Ploiești proprietar utilizator rețea memorie producție locație mediu fără și în că să această Ștefan Ionuț Mihăiță Bucureşti Iaşi Timişoara Braşov Constanţa Ploieşti reţea producţie locaţie şi Ştefan Ionuţ',
  tr: 'İstanbul İzmir Eskişehir Muğla Şanlıurfa Diyarbakır sunucu bellek kullanıcı ağ çalışıyor kapalı ortam üretim güvenlik önem adı boyut Ahmet Yılmaz Öztürk Çelik Şahin Yıldız Aydın Doğan Kılıç Gül Müdürlüğü yapıldığı açıldığında kullanıldığı bağlantı bağlantısı sağlayıcı değiştirildiği değişiklik olduğunda olduğu kayıtlı sıralı arıza bakım yazılım donanım sınıfı tarafından yönetildiği izlendiği kapatıldığı ayrıldı çağrı doğrulama yığın ağaç sağlık dağıtım başlatıldı sırasında altında dışında varlık adı dağıtıldığı',
  sv: 'Göteborg Malmö Örebro Västerås Linköping Jönköping Norrköping Umeå Gävle Borås Södertälje Åsa Björn Sjöberg Lindström ägare anläggning nätverk förråd är för på från även används drift miljö säkerhet åtkomst',
  da: 'København Århus Aalborg Helsingør Sønderborg Køge Søren Jørgen Kjær Nørgaard ejer netværk størrelse måned er på får også år miljø prøve adgang nøgle',
  nb: 'Tromsø Bodø Ålesund Hønefoss Bærum Øystein Bjørn Bjørnstad Østby eier nettverk størrelse måned på får også år miljø prøve nøkkel',
  ru: 'сервер сервера серверы база данных приложение приложения система операционная память диск сеть адрес имя узел владелец расположение среда рабочая тестовая производство критичность версия состояние включен выключен работает описание название количество размер дата номер Москва Санкт-Петербург Новосибирск Екатеринбург Казань Самара Ростов Иванов Петров Сидоров Смирнов Кузнецов Попов Васильев Соколов Михайлов Новиков отдел управление безопасность резервное копирование хранилище виртуальная машина да нет и в на не что как это Пётр Фёдор Артём Королёв Соловьёв Воробьёв Орёл счётчик учёт учётная расчёт отчёт подключён отключён включён ещё её объём съёмный надёжность сетевой чётный',
  uk: 'сервер сервери база даних застосунок система пам’ять диск мережа адреса ім’я власник розташування середовище робоче тестове версія стан увімкнено вимкнено працює опис назва кількість розмір дата номер Київ Харків Львів Одеса Дніпро Шевченко Коваленко Бондаренко Ткаченко відділ безпека сховище так ні',
  bg: 'сървър сървъри база данни приложение система памет диск мрежа адрес име собственик местоположение среда версия състояние включен изключен работи описание номер София Пловдив Варна Бургас Иванов Петров Георгиев отдел сигурност',
  el: 'διακομιστής μνήμη δίκτυο διεύθυνση όνομα ιδιοκτήτης τοποθεσία έκδοση κατάσταση Αθήνα Θεσσαλονίκη Παπαδόπουλος βάση δεδομένων εφαρμογή σύστημα',
  nl: 'België Italië Azië Indonesië categorieën coördinatie coördinator geïnstalleerd geïmplementeerd reëel ideeën patiënt patiënten cliënt cliënten beëindigd één vóór efficiënt financiën financiële industriële officiële materiële essentiële geüpgraded drieëntwintig zoölogie Daniël Michaël Raphaël Gabriël Joël Noël Noëlle Zoë Chloë Loïs Anaïs André René Renée José Hélène Desirée Enschedé Curaçao crèche scène enquête café overzeeën ruïne vacuüm continuïteit kopiëren variëren creëren',
  fi: 'Jyväskylä Hämeenlinna Seinäjoki Hyvinkää Järvenpää Mäntsälä Hämäläinen Mäkinen Mäkelä Väisänen Jääskeläinen Kärkkäinen Heikkilä Söderström Räsänen Pöyry Tyrvää käyttäjä käytössä ylläpitäjä järjestelmä järjestelmän sähköposti käyttöjärjestelmä tietojärjestelmä lisätietoja määrä näyttö päivä päivitys pääkäyttäjä ympäristö testiympäristö tärkeä työasema käyttöönotto verkkoympäristö hyväksytty Etelä Pohjois Itä Länsi äiti öljy yö työ tämä hän myös että mikä missä',
  hr: 'Horvat Kovačević Babić Marić Jurić Kovačić Knežević Vuković Marković Petrović Matić Tomić Pavlović Kovač Božić Blažević Grgić Pavić Radić Perić Filipović Šarić Lovrić Vidović Perković Popović Bošnjak Jukić Barišić Šimić Đurić Živković Ćosić Krešimir Željko Željka Šime Hrvoje Mladenović Jovanović Nikolić Đorđević Stojanović Šibenik Čakovec Požega Varaždin Križevci Đakovo Županja Beč Zagrebačka Niš Čačak Užice Šabac Kruševac poslužitelj poslužitelji vlasnik lokacija mreža okruženje memorija korisničko održavanje sigurnost sučelje račun čvor disk veličina količina mogućnost izvješće uređaj uređaji sljedeći također bit će više što želi',
  sl: 'Novak Kovačič Krajnc Zupančič Potočnik Kovač Mlakar Kos Golob Turk Božič Zupan Hribar Kotnik Korošec Bizjak Rozman Kavčič Petek Hočevar Košir Koren Žagar Černe Škof Štrukelj Šuštar Žnidaršič Oblak Jereb Uroš Matjaž Boštjan Tomaž Špela Jože Aljaž Žiga strežnik strežniki lastnik omrežje pomnilnik okolje uporabniško vzdrževanje vmesnik račun velikost količina možnost poročilo naslednji tudi več kaj želi Škofja Loka Črnomelj Šentjur Žalec Kočevje Tržič Krško Ajdovščina računalnik podjetje storitev začetek',
  sk: 'Horváth Kováč Varga Tóth Nagy Baláž Szabó Molnár Balog Lukáč Novák Kovács Polák Gajdoš Kollár Hudák Baran Oláh Kováčová Horváthová Ďurica Šimko Štefan Ľubomír Ľudovít Žofia Tomáš Lukáš Matúš Košice Žilina Prešov Nitra Trenčín Banská Bystrica Bratislava Poprad Piešťany Ružomberok Považská Nové Zámky Levoča Kežmarok Šaľa Ľubovňa vlastník umiestnenie zariadenie pamäť používateľ sieť pripojenie vypnuté prostredie produkčné testovacie správa bezpečnosť dôležitosť žltý zdroj časť neskôr názov veľkosť množstvo možnosť hlavný nasledujúci tiež bude sú ktorý námestie',
  lv: 'Rīga Jūrmala Liepāja Jelgava Ventspils Rēzekne Daugavpils Jēkabpils Cēsis Sigulda Bērziņš Kalniņš Ozoliņš Jansons Ozols Liepiņš Krūmiņš Balodis Eglītis Zariņš Pētersons Vītols Kļaviņš Kārkliņš Vanags Šmits Jānis Andris Mārtiņš Pēteris Ēriks Māris Jēkabs Līga Ilze Kristīne Inga Sanita Zane Agnese Žanis serveris serveri īpašnieks atrašanās vieta tīkls atmiņa lietotājs vide ražošana testēšana drošība nosaukums lielums daudzums iespēja galvenais nākamais arī būs ir kas kurš iekārta uzturēšana šķirne ģimene',
  lt: 'Vilnius Klaipėda Šiauliai Panevėžys Alytus Marijampolė Mažeikiai Jonava Utena Kėdainiai Telšiai Tauragė Ukmergė Visaginas Plungė Kretinga Šilutė Kazlauskas Petrauskas Jankauskas Stankevičius Žukauskas Butkus Paulauskas Urbonas Kavaliauskas Navickas Kazlauskienė Petrauskienė Jonaitytė Žilinskas Jurgis Žygimantas Šarūnas Rūta Živilė Gintarė Eglė serveris savininkas vieta tinklas atmintis naudotojas aplinka gamybinė bandomoji saugumas pavadinimas dydis kiekis galimybė pagrindinis kitas taip pat bus yra kuris įrenginys įmonė priežiūra ąžuolas ėjimas',
  et: 'Tallinn Pärnu Põltsamaa Kohtla-Järve Jõhvi Võru Jõgeva Põlva Märjamaa Sillamäe Tamm Saar Sepp Mägi Kask Kukk Rebane Ilves Pärn Põder Lepik Õunapuu Jõgi Mõttus Käär Tõnu Jüri Märt Ülle Tõnis Külli Õnne Jaan omanik asukoht võrk mälu kasutaja keskkond hooldus turvalisus nimi suurus võimalus järgmine samuti kättesaadavus seade süsteem teenus käivitatud lõpetatud täiendav põhiline ülevaade äriüksus õigused',
  is: 'Reykjavík Akureyri Hafnarfjörður Kópavogur Garðabær Ísafjörður Egilsstaðir Selfoss Jón Sigurður Guðmundur Þór Gunnar Ólafur Björn Árni Kristján Guðrún Anna Sigríður Jónsdóttir Guðmundsdóttir Sigurðsson Ólafsson Þórsson eigandi staðsetning net minni notandi umhverfi öryggi stærð fjöldi þjónn þjónusta kerfi',
  he: 'שרת שרתים בעלים מיקום רשת זיכרון משתמש סביבה ייצור בדיקות אבטחה גודל כמות ראשי הבא גם יהיה הוא אשר מערכת מחשב תוכנה חומרה מחלקה מנהל כתובת שם מספר תאריך הערות ירושלים תל אביב חיפה באר שבע נתניה פתח תקווה ראשון לציון אשדוד רמת גן רחובות כהן לוי מזרחי פרץ ביטון דהן אברהם פרידמן מלכה אזולאי כץ יוסף דוד משה יעקב שרה רחל מרים נועה אורי יצחק שמעון חיים מאיר רון גיל',
  ar: 'خادم خوادم المالك الموقع الشبكة الذاكرة المستخدم البيئة الإنتاج الاختبار الأمان الحجم الكمية الرئيسي التالي أيضا سيكون الذي نظام حاسوب برنامج القسم المدير العنوان الاسم الرقم التاريخ ملاحظات القاهرة الرياض دبي بيروت عمان بغداد دمشق الدوحة الكويت مسقط صنعاء الخرطوم تونس الجزائر الدار البيضاء طرابلس جدة الإسكندرية محمد أحمد علي حسن حسين عبدالله عبدالرحمن إبراهيم خالد عمر يوسف مصطفى سعيد فاطمة عائشة مريم زينب نور سارة ليلى المحمد العلي الأحمد الحسيني',
  fa: 'سرور سرورها مالک محل شبکه حافظه کاربر محيط توليد آزمايش امنيت اندازه تعداد اصلي بعدي نيز سيستم رايانه نرم افزار بخش مدير نشاني نام شماره تاريخ تهران مشهد اصفهان شيراز تبريز کرج قم اهواز کرمانشاه رشت محمد علي حسين رضا احمدي محمدي حسيني رضايي کريمي موسوي جعفري قاسمي پژمان چنگيز ژاله گيلان',
  vi: 'máy chủ mạng bộ nhớ người dùng môi trường sản xuất kiểm thử bảo mật kích thước số lượng tên địa chỉ ngày ghi chú phòng ban quản lý hệ thống phần mềm thiết bị Hà Nội Hồ Chí Minh Đà Nẵng Hải Phòng Cần Thơ Huế Nha Trang Vũng Tàu Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Ngô Dương Lý Văn Thị Hữu Đức Minh Tuấn Hùng Dũng Hương Thảo Phương Quỳnh của và các một được không',
  mk: 'сервер сервери сопственик локација мрежа меморија корисник околина производство тестирање безбедност големина количина име адреса број датум Скопје Битола Куманово Прилеп Тетово Велес Штип Охрид Гостивар Струмица Петровски Николовски Стојановски Јовановски Ѓорѓи Ѓорѓиевски Ќосев Љубомир Његош Џафер што ќе исто така',
  sr: 'сервер сервери власник локација мрежа меморија корисник окружење производња тестирање безбедност величина количина име адреса број датум Београд Нови Сад Ниш Крагујевац Суботица Чачак Ужице Шабац Петровић Јовановић Николић Марковић Ђорђевић Стојановић Илић Станковић Павловић Милошевић Живковић Ђурић Љубица Његош Џаја што ће такође',
  be: 'сервер сервера уладальнік размяшчэнне сетка памяць карыстальнік асяроддзе вытворчасць бяспека памер колькасць імя адрас нумар дата Мінск Гомель Магілёў Віцебск Гродна Брэст Іваноў Каваленка Лукашэнка Шаўчэнка Ўладзімір таксама будзе які што',
  kk: 'сервер серверлер иесі орналасқан жері желі жад пайдаланушы орта өндіріс сынақ қауіпсіздік өлшемі саны аты мекенжайы нөмірі күні күйі қосулы өшірулі сипаттамасы ескерту жүйе бағдарлама деректер қоры қойма бөлім басқару Астана Алматы Шымкент Қарағанды Ақтөбе Тараз Павлодар Өскемен Семей Атырау Қостанай Қызылорда Ақтау Көкшетау Түркістан Жезқазған Нұрсұлтан Әлихан Ғалымжан Қайрат Ерлан Нұрлан Бауыржан Айгүл Гүлнар Әсел Жұмабаев Әбдіров Құнанбайұлы Оспанов Сейітқали және үшін бар жоқ емес бұл осы үлкен кіші жаңа ескі',
  sq: 'serveri pronari vendndodhja rrjeti përdoruesi mjedisi prodhimi siguria madhësia sasia emri numri Tiranë Durrës Vlorë Shkodër Korçë Elbasan Fier Gjirokastër Prishtinë Gjakovë Pejë është dhe për në të një që më shumë gjithë çdo',
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

/** In lower case but for İ, which has no single letter there; Romanian letters with a cedilla, never a comma. */
function folded(name) {
  const lower = Array.from(name.normalize('NFC'), (each) => (each === 'İ' ? each : each.toLowerCase()));
  return lower.join('').replaceAll('ș', 'ş').replaceAll('ț', 'ţ');
}

function countPairs(language) {
  const pairs = new Map();
  const before = new Map();
  for (const name of namesOf(language)) {
    for (const match of folded(name).matchAll(/[\p{L}\p{M}]+/gu)) {
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
