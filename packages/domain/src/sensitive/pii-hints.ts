/** What the header of a column says of values that could be something else alone. */
export interface PiiHints {
  readonly phone: boolean;
  readonly passport: boolean;
  readonly birthDate: boolean;
  readonly personName: boolean;
  readonly nationalId: boolean;
  readonly card: boolean;
}

const headers: Readonly<Record<keyof PiiHints, RegExp>> = {
  phone:
    /(?:^| )(?:(?:tele|mobile|cell|home|work|office|i)?phones?|mobile|cell|tel|fax|telefon\w*|handy\w*|mobil|téléphone|portable|tel[eé]fono|m[oó]vil|celular|telefone|telefoon\w*)(?: |$)|電話|携帯/u,
  passport:
    /(?:^| )(?:passport\w*|passnummer|reisepass\w*|passeport|pasaporte|passaporte|paspoort\w*)(?: |$)/u,
  birthDate:
    /(?:^| )(?:birth|birthday|birthdate|dob|born|geburt\w*|naissance|nacimiento|nascimento|nascita|geboorte\w*|födelse\w*|urodzenia)(?: |$)|生年月日/u,
  personName:
    /(?:^| )(?:(?:first|last|full|given|family|middle|sur|maiden|customer|employee|patient|contact|vor|nach|familien) ?names?|surname|forename|vorname|nachname|prénom|nom de famille|apellidos?|sobrenome|cognome|achternaam|mothers maiden)(?: |$)|氏名|姓名|お名前/u,
  nationalId:
    /(?:^| )(?:ssn|social security|nino|national (?:id|identity|identifier|identification|insurance)|nationalid|identity (?:card|number|no)|personal (?:identity|identification) (?:number|code|no)|aadhaa?r|cpf|curp|dni|codice fiscale|pesel|personnummer|henkilötunnus|hetu|bsn|burgerservicenummer|fødselsnummer|personalausweis\w*|sozialversicherungs\w*|rentenversicherungs\w*|nhs (?:number|no)|permanent account (?:number|no)|pan card)(?: |$)|個人番号|マイナンバー|身份证/u,
  card: /(?:^| )(?:credit ?card|debit ?card|card (?:number|no|num)|cc ?(?:number|no|num)|ccn|kreditkarte\w*|carte (?:bancaire|de crédit)|tarjeta|pan)(?: |$)/u,
};

/** Words for things, whose names and dates are not those of people. */
const things =
  /(?:^| )(?:guest|os|operating|system|product|software|application|app|server|host|machine|vm|device|file|path|folder|domain|class|object|service|database|db|table|schema|column|package|model|instance|cluster|group|team|company|organi[sz]ation|vendor|site|branch|project|account|process|image|network|interface)(?: |$)/u;

/** Words for what is said of a telephone and is no number to call. */
const aboutPhones =
  /(?:^| )(?:version|firmware|ip|mac|address|serial|model|type|count|date|seen|time|id|os|status|tower|site|rack)(?: |$)/u;

/** Reads the hints a header gives; words may be joined as in `TelephoneNumber` and `date_of_birth`. */
export function piiHintsOf(header: string): PiiHints {
  const words = header
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();
  const says = (hint: keyof PiiHints): boolean => headers[hint].test(words);
  return {
    phone: says('phone') && !aboutPhones.test(words),
    passport: says('passport'),
    birthDate: says('birthDate'),
    personName: says('personName') && !things.test(words),
    nationalId: says('nationalId'),
    card: says('card'),
  };
}
