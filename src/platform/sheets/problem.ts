export type SheetFault = 'BROKEN_FILE' | 'WRONG_ENCODING' | 'NO_HEADER' | 'TOO_LARGE';

const TEXTS: Record<SheetFault, { zh: string; en: string }> = {
  BROKEN_FILE: { zh: '文件无法读取，请另存为 .xlsx 或 CSV 后重试', en: 'The file cannot be read; save it as .xlsx or CSV and try again' },
  WRONG_ENCODING: { zh: '文字编码无法识别，请用 UTF-8 或 GB18030 保存', en: 'The text encoding is unknown; save the file as UTF-8 or GB18030' },
  NO_HEADER: { zh: '第一行应为列名', en: 'The first row must hold the column names' },
  TOO_LARGE: { zh: '文件过大，请分成几份上传', en: 'The file is too large; upload it in parts' },
};

/** Why a sheet is refused, in words for the person who uploaded it; never a piece of its content. */
export class SheetProblem extends Error {
  override readonly name = 'SheetProblem';
  readonly zh: string;
  readonly en: string;

  constructor(readonly code: SheetFault) {
    super(TEXTS[code].en);
    this.zh = TEXTS[code].zh;
    this.en = TEXTS[code].en;
  }
}
