import { Refusal } from '../../platform/graphql/errors.js';
import { cleanText } from '../../platform/privacy/text.js';
import { regionNamed } from '../regions/region.queries.js';
import { SeekerRegisterInput, WishInput } from '../seekers/seeker.inputs.js';
import { monthlyFen, parsePay } from '../vacancies/pay-text.js';
import { trades } from '../vacancies/trades.js';
import type { Cells } from './vacancy-row.js';
import { educationOf, listOf, yesOf } from './words.js';

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', [field], { zh, en });
};
const MOST_TRADES = 3;
const MOST_PLACES = 5;

/** The registration form from the cells of one row; what it does not say is left open. */
export function registrationOf(cells: Cells, institution: string): SeekerRegisterInput {
  const text = (key: string): string => cleanText(cells[key] ?? '');
  const name = text('name') || refuse('name', '没有姓名', 'No name');
  const home = regionNamed(text('region'));
  if (!home) return refuse('region', '居住地无法识别', 'The place of living is not recognised');
  const anyTrade = /不限|均可|任意/.test(text('occupations'));
  const occupations = listOf(text('occupations'))
    .filter((one) => !/不限|均可|任意/.test(one))
    .slice(0, MOST_TRADES);
  const codes = occupations.map((one) => trades().code(one) ?? refuse('occupations', '求职工种无法识别', 'A trade is not recognised'));
  const places = listOf(text('places')).slice(0, MOST_PLACES);
  const wanted = places.map((one) => regionNamed(one)?.code ?? refuse('places', '意向地区无法识别', 'A wished place is not recognised'));
  const pay = text('wageFloor') ? parsePay(text('wageFloor')) : null;
  if (text('wageFloor') && !pay) refuse('wageFloor', '最低工资无法识别', 'The least pay is not understood');
  const monthly = pay && monthlyFen(pay);
  const education = text('education') ? educationOf(text('education')) : undefined;
  if (education === null) return refuse('education', '学历无法识别', 'The education is not understood');
  const floor = monthly?.from ?? monthly?.to;
  return Object.assign(new SeekerRegisterInput(), {
    name,
    idNumber: cells['idNumber'] ?? '',
    ...(text('phone') ? { phone: text('phone') } : {}),
    region: home.code,
    ...(education ? { education } : {}),
    certificates: listOf(text('certificates')),
    wish: Object.assign(new WishInput(), {
      occupations: codes,
      anyTrade,
      places: wanted,
      ...(floor ? { wageFloor: floor } : {}),
      lodging: yesOf(text('lodging')) ?? false,
      board: yesOf(text('board')) ?? false,
    }),
    institution,
  });
}
