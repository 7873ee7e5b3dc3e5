/**
 * Common passwords and the words they are made of, lower case, without the digits and signs people add at the ends.
 * A password that comes down to one of these, once or repeated, is refused.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `abc abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghijkl abcdefghijklmnop access admin administrator
  adminadmin adobe alexander amanda america andrea andrew angel angela anthony apple arsenal asdf asdfasdf
  asdfgh asdfghjkl ashley asshole azerty azertyuiop baby babygirl bailey banana barcelona baseball basketball
  batman beautiful blink butterfly carlos changeit changeme charlie cheese chelsea chocolate christian cisco
  ciscocisco cloud company computer confidential contrasena cookie correcthorsebatterystaple dallas daniel
  database default demo diamond discovery dragon eagle enterprise family fender flower football forever
  freedom friends fuckyou gemini george ginger google guest hannah harley hello helloworld hockey hunter
  iamtheone iloveu iloveyou iloveyouforever iloveyousomuch infrastructure internet inventory jasmine jennifer
  jessica jesus jesuschrist jordan joshua justin killer kubernetes landfall landing letmein letmeinnow
  liverpool login london loveme lovely loveyou lovelove maggie manager manchester manutd master matrix matthew
  maverick mercedes merlin michael michelle microsoft migration monday monkey mother motdepasse mustang
  mynameis mypassword naruto nicole ninja nothing oracle orange pass passw passwd password passwordpassword
  passphrase patrick peanut pepper phoenix pokemon porsche postgres postgresql princess purple qazwsx
  qazwsxedc qwe qwer qwert qwerty qwertyqwerty qwertyui qwertyuiop qwertyuiopasdfghjkl qwertz qwertzuiop
  rainbow ranger redhat robert root sakura samantha samsung scooter secret secure security server shadow
  slipknot snoopy soccer spiderman spring standard starwars startrek sudo summer sunday sunshine superman
  superadmin support sysadmin system temp temporary temppassword test tester testing testtest thisisapassword
  thomas tigger tinkerbell toor trustno trustnoone ubuntu user username vmware wachtwoord welcome
  welcomehome welcomeback whatever william windows winter workgroup xxxxxx yankees zaq zaqxsw zxcvbn zxcvbnm
  passwort passwortpasswort kennwort geheim hallo hallowelt schalke willkommen sommer fruehling herbst bonjour
  soleil doudou loulou chouchou jetaime bienvenue senha senhasenha mudar brasil flamengo teamo tequiero
  mexico hola holahola segredo secreto amoreterno`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
