import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { report } from '../modules/bulletin/bulletin.js';
import { linesOf } from '../modules/bulletin/lines.js';
import { pageOf } from '../modules/bulletin/page.js';
import { firstDay, isDayOrMonth, lastDay } from '../modules/bulletin/period.js';
import { sheetOf } from '../modules/bulletin/sheet.js';
import { documentOf } from '../modules/bulletin/words.js';
import { HOME, regionToday } from '../modules/regions/region.queries.js';
import { WrongConfiguration } from '../config.js';
import { ANONYMOUS } from '../platform/access/viewer.js';
import { Context } from '../platform/graphql/context.js';
import { Mistake } from '../platform/graphql/errors.js';
import { run } from './run.js';
import { inWorld, type World } from './world.js';

interface Asked {
  from: string;
  to: string;
  region: string;
  json?: true;
  xlsx?: string;
  page?: string;
}

/** Prints the report of a period, to the last day of what is named: a Chinese document, or an array for programs. */
export const bulletinCommand = new Command('bulletin')
  .description('工作情况报告 the report of a period')
  .requiredOption('--from <month>', '起 the first month or day: 2007-01')
  .requiredOption('--to <month>', '止 the last month or day: 2007-11')
  .option('--region <division>', '地区代码或名称 code or name of the division', HOME)
  .option('--json', '输出 JSON print JSON')
  .option('--xlsx <file>', '另存为表格 write a sheet')
  .option('--page <file>', '另存为打印页 write a page to print')
  .action((asked: Asked) => run((config) => inWorld(config, (world) => print(world, asked))));

async function print({ application: { platform } }: World, { from, to, region, json, xlsx, page }: Asked): Promise<void> {
  if (!isDayOrMonth(from) || !isDayOrMonth(to))
    throw new WrongConfiguration('--from、--to 须为 2007-01 或 2007-01-31 · --from and --to are such as 2007-01 or 2007-01-31');
  const context = new Context(platform, { ...ANONYMOUS, role: 'auditor' }, 'zh');
  try {
    const whole = await report(context, regionToday(region), { first: firstDay(from), last: lastDay(to) });
    if (xlsx !== undefined) writeFileSync(xlsx, await sheetOf(whole, platform.clock.today()));
    if (page !== undefined) writeFileSync(page, pageOf(whole));
    process.stdout.write(json ? `${JSON.stringify(linesOf(whole), null, 1)}\n` : documentOf(whole));
  } catch (error) {
    throw error instanceof Mistake ? new WrongConfiguration(error.message) : error;
  } finally {
    await context.reading.close();
  }
}
