/**
 * What every desk is made of. A desk is `src/web/<desk>/index.html` and `index.tsx`, and imports from here and from its own
 * `../generated/<desk>.ts` (made by the build from `schema/operations/<desk>.graphql`; visitor's may be used by all).
 *
 * - Desk: `openDesk({ title, at, roles, pages })` is door, menu and pages; `mount(App)` with `Door`, or `resumeDevice` and
 *   `enrol`, is for one that looks otherwise. `Page` is a page; `useLocation`, `useRoute` come from `preact-iso`.
 * - Asking: `useAsk(Document, variables | null)` → `{ data, problem, loading, reload }`, shown by `<Shown asked>`;
 *   `usePages(Document, variables, pick)` → `<PagedTable pages columns …>`; `ask` is the same once, as a promise.
 * - Doing: `await act(Document, { id, input })` → `{ data, declined }`; it makes the idempotency key and sends again after a
 *   cut. `useFields` and `<Form>` put what is declined at its field; `confirm({ …, work })` asks before what cannot be
 *   undone; `toast(text, undo?)` says that it is done.
 * - Live: `useFollow(Document, variables | null, news)` and `follow`, through every cut; `line` says whether it is open.
 * - Files: `download(path, name)`, `useDownload()`, `upload(path, file)`, as who is signed in.
 * - Words: `t(zh, en)`; `word('EnumName', value)` and `choices('EnumName')` are the server's; `count`, `percent`, `yuan`, `listed`,
 *   `day`, `moment`, `today`. `<Name of>` is a Chinese name with its pinyin under it for English readers; `reading` the pinyin.
 * - Looks: `ui.css` has the tokens; classes `screen-only`, `paper-only`, `numeric`, `notice`, `tag`, `cards`, `card`,
 *   `facts`, `filters`, `unseen`; buttons `primary`, `danger`, `quiet`, `link`. No inline style but by script: the page's
 *   content security policy refuses it.
 */
export { act, ask, type Asked, type Declined, type Done, follow, heardAt, line, useAsk, useFollow } from './client.ts';
export { type Desk, type DeskPage, mount, openDesk } from './desk.tsx';
export { confirm, Dialog, type Question, Questions } from './dialog.tsx';
export { download, upload, useDownload } from './files.ts';
export {
  byName,
  CheckField,
  DateField,
  type Fields,
  Form,
  NumberField,
  type Option,
  SelectField,
  TextAreaField,
  TextField,
  useFields,
} from './form.tsx';
export { count, day, daysFrom, listed, moment, percent, today, yuan } from './format.ts';
export { Figure } from './chart.tsx';
export { Frame, LanguageSwitch, Page } from './frame.tsx';
export { Name, reading } from './name.tsx';
export { language, say, t, type Words } from './language.ts';
export { Bar, Progress, type Tone } from './progress.tsx';
export { authorized, enrol, keepDevice, Problem, resume, resumeDevice, type Role, signedIn, signOut } from './session.ts';
export { Door } from './sign-in.tsx';
export { Empty, Loading, Shown, Wrong } from './states.tsx';
export { type Column, PagedTable, Pager, type Pages, Table, usePages } from './table.tsx';
export { Tabs } from './tabs.tsx';
export { toast } from './toast.tsx';
export { choices, learnWords, word } from './words.ts';
