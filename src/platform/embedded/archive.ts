/** A segment that is not full is archived after so long: at most this much is lost with the disk of the database. */
const AT_LATEST_S = 60;

/** For a shell, in a setting where `%` has a meaning of its own. */
const quoted = (path: string): string => `'${path.replaceAll('%', '%%').replaceAll("'", `'\\''`)}'`;

/**
 * Every finished segment of the log goes into the folder, whole or not at all. One that is there already must be the same;
 * another one under its name is an error, so that two databases never mix in one archive.
 */
export function archiving(folder: string): Record<string, string> {
  const kept = `${quoted(folder)}/"%f".gz`;
  const put = `gzip -1 -c "%p" > ${kept}.part && sync ${kept}.part && mv ${kept}.part ${kept}`;
  return {
    archive_mode: 'on',
    archive_timeout: String(AT_LATEST_S),
    archive_command: `if test -f ${kept}; then gzip -dc ${kept} | cmp -s - "%p"; else ${put}; fi`,
  };
}

/** How a segment comes back; `false` where no archive is kept: then only what lies in the log's own folder is replayed. */
export const restoring = (folder: string | undefined): string => (folder === undefined ? 'false' : `gzip -dc ${quoted(folder)}/"%f".gz > "%p"`);
