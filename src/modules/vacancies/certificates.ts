import { freeText } from '../../platform/privacy/redact.js';

const OPENING = /[([{【〔〖「『<〈《]/g;
const CLOSING = /[)\]}】〕〗」』>〉》]/g;

/** A certificate as it is stored, whoever names it: the rules compare letter by letter. One width, one kind of brackets, capitals, no blanks. */
const certificateName = (text: string): string =>
  freeText(freeText(text).normalize('NFKC').replace(/\s+/g, '').toUpperCase()).replace(OPENING, '（').replace(CLOSING, '）');

/** What a person holds or a post asks for, each once. */
export const certificateNames = (texts: readonly string[]): string[] => [...new Set(texts.map(certificateName).filter((name) => name !== ''))];

/** The certificates in a cell of a sheet; what stands in brackets belongs to the one before. */
export const certificatesIn = (cell: string): string[] =>
  certificateNames(
    cell
      .normalize('NFKC')
      .replace(/\s+(?=\()/g, '')
      .split(/[,、;|/\s]+(?![^()]*\))/)
      .filter((one) => !/^(无|不限|不需要)$/.test(one)),
  );
