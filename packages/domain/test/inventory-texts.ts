/** Rows as files in these languages hold them; the short ones have few characters above ASCII. */
export const inventoryTexts = {
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
  italian: [
    'Server;Proprietà;Località;Note\nsrv01;Niccolò Calò;Forlì;già spento\nsrv02;Noè Nardò;Cantù;priorità più alta\nsrv03;Giosuè Bonfà;Cefalù;unità di prova\n',
  ],
  dutch: [
    'Server;Eigenaar;Plaats;Categorieën\nsrv01;Daniël Smit;Enschedé;geïnstalleerd\nsrv02;Zoë de Vries;Curaçao;coördinatie\nsrv03;René Noël;België;één reëel geval\n',
  ],
  romanian: [
    'Server;Proprietar;Locaţie;Reţea\nsrv01;Ştefan Ionuţ;Iaşi;producţie\nsrv02;Mihăiţă Pătru;Braşov;în aşteptare\nsrv03;Lăcrămioara Băsescu;Constanţa;fără copie\n',
  ],
  croatian: [
    'Poslužitelj;Vlasnik;Mjesto;Mreža\nsrv01;Željko Kovačić;Šibenik;okruženje\nsrv02;Đurđa Barišić;Čakovec;održavanje\nsrv03;Krešimir Šarić;Požega;što prije\n',
  ],
  lithuanian: [
    'Serveris;Savininkas;Miestas;Būsena\nsrv01;Šarūnas Žukauskas;Klaipėda;įjungtas\nsrv02;Eglė Jonaitytė;Panevėžys;išjungtas\nsrv03;Žygimantas Petraitis;Šiauliai;gamybinė\n',
  ],
  hebrew: [
    'שרת,בעלים,מיקום,הערות\nsrv01,משה כהן,ירושלים,סביבת ייצור\nsrv02,שרה לוי,תל אביב,סביבת בדיקות\nsrv03,יוסף מזרחי,חיפה,מערכת גיבוי\n',
  ],
  arabic: [
    'خادم,المالك,الموقع,ملاحظات\nsrv01,محمد أحمد,القاهرة,بيئة الإنتاج\nsrv02,فاطمة حسن,الرياض,بيئة الاختبار\nsrv03,خالد إبراهيم,بيروت,نظام احتياطي\n',
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
  icelandic: [
    'Þjónn;Eigandi;Staður;Staða\nsrv01;Guðrún Þórsdóttir;Ísafjörður;í notkun\nsrv02;Sigurður Ólafsson;Kópavogur;öryggisafrit\nsrv03;Jón Ægisson;Hafnarfjörður;þróun\n',
  ],
  kazakh: [
    'Сервер;Иесі;Қала;Ескерту\nsrv01;Нұрлан Әбдіров;Қарағанды;деректер қоры\nsrv02;Гүлнар Жұмабаева;Өскемен;сынақ ортасы\nsrv03;Ғалымжан Оспанов;Түркістан;өндіріс\n',
  ],
} as const;

/** Encodings in which files of a language are found. */
export const usualEncodings = {
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
  italian: ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850', 'ibm437'],
  dutch: ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850', 'ibm437'],
  romanian: ['windows-1250', 'iso-8859-2', 'ibm852'],
  croatian: ['windows-1250', 'iso-8859-2', 'x-mac-ce', 'ibm852'],
  lithuanian: ['windows-1257', 'iso-8859-13', 'iso-8859-4'],
  hebrew: ['windows-1255', 'iso-8859-8'],
  arabic: ['windows-1256', 'iso-8859-6'],
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
  icelandic: ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850'],
  kazakh: ['kz-1048'],
} as const;

/** Encodings of older systems, in which files of a language are found now and then. */
export const rareEncodings = {
  german: ['ibm858', 'hp-roman8'],
  french: ['ibm863'],
  portuguese: ['ibm860'],
  romanian: ['x-mac-romanian'],
  croatian: ['x-mac-croatian'],
  lithuanian: ['ibm775'],
  hebrew: ['ibm862'],
  arabic: ['ibm720'],
  swedish: ['ibm865'],
  turkish: ['ibm857', 'x-mac-turkish'],
  russian: ['ibm855', 'koi8-t'],
  ukrainian: ['ibm1125'],
  greek: ['ibm737', 'ibm869', 'x-mac-greek'],
  icelandic: ['ibm861', 'x-mac-icelandic'],
  kazakh: ['ptcp154'],
} as const;
