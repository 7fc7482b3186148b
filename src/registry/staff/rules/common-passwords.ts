/**
 * Words and key runs that common passwords are made of. A password is common when nothing of its own is left after taking these,
 * digits and marks away; so the list stays short and catches `Password@2026` and `woaini5201314` alike.
 */
const STEMS = `
password passwort passw0rd passwd pass admin administrator root user guest test testing login welcome letmein master secret
changeme default system server manager office computer internet windows microsoft iloveyou sunshine princess dragon monkey
football baseball superman batman trustno hello whatever freedom michael jennifer jordan charlie shadow qwerty qwertyuiop
qwertyuio asdfgh asdfghjkl asdf zxcvbn zxcvbnm zxcv qazwsx qazwsxedc qaz wsx edc rfv tgb yhn ujm qwe asd zxc qwer abc abcd abcde abcdef
abcdefg abcdefgh abcdefghijkl abcdefghijklmnop abcdefghijklmnopqrstuvwxyz aaa
woaini woaiwojia wodemima mima mimashi woshishui nihao nihaoma woaizhongguo zhongguo beijing shanghai kunming yunnan
zaijian xiexie laopo laogong baobao qinaide jiayou facai gongxi fuqi kuaile xingfu pingan
nuanxin jisheng jishengxie jihuashengyu weijian weijianwei shequ jiedao jiating guanai guanhuai xiehui gongzuo
love you the my is mysql oracle postgres letme in
`
  .trim()
  .split(/\s+/)
  .toSorted((a, b) => b.length - a.length)

const LEET: Readonly<Record<string, string>> = {
  '@': 'a',
  $: 's',
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '5': 's',
  '7': 't',
  '!': 'i',
}
const LEAST_DIFFERENT = 5

/** Whether a guesser would try it early: common words with digits around, runs, few different characters. */
export function looksCommon(password: string): boolean {
  const lower = password.toLowerCase()
  if (new Set(lower).size < LEAST_DIFFERENT) return true
  const unleeted = Array.from(lower, (character) => LEET[character] ?? character).join('')
  return [lower, unleeted].some((text) => ownPart(text).length <= 2)
}

/** What is left of the letters once common words are taken out; digits, marks and spaces are nobody's own. */
function ownPart(text: string): string {
  let rest = text.replaceAll(/[\d\p{P}\p{S}\s]+/gu, ' ')
  for (const stem of STEMS) rest = rest.replaceAll(stem, ' ')
  return rest.replaceAll(' ', '')
}
