import './commands/runtime.js';
import 'reflect-metadata';
import { Command } from 'commander';
import { accountsCommand } from './commands/accounts.js';
import { auditCommand } from './commands/audit.js';
import { backupCommand } from './commands/backup.js';
import { bulletinCommand } from './commands/bulletin.js';
import { importCommand } from './commands/import.js';
import { jobsCommand } from './commands/jobs.js';
import { keysCommand } from './commands/keys.js';
import { restoreCommand } from './commands/restore.js';
import { schemaCommand } from './commands/schema.js';
import { searchCommand } from './commands/search.js';
import { seedCommand } from './commands/seed.js';
import { startCommand } from './commands/start.js';
import { verifyCommand } from './commands/verify.js';

await new Command('jiangqiao')
  .description('江桥：劳务输出与跨地区职业介绍平台')
  .addCommand(startCommand)
  .addCommand(searchCommand)
  .addCommand(importCommand)
  .addCommand(seedCommand)
  .addCommand(bulletinCommand)
  .addCommand(accountsCommand)
  .addCommand(auditCommand)
  .addCommand(jobsCommand)
  .addCommand(keysCommand)
  .addCommand(backupCommand)
  .addCommand(restoreCommand)
  .addCommand(verifyCommand)
  .addCommand(schemaCommand)
  .parseAsync();
