import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../ui/index.ts';

type Paper = '80mm' | 'a5';

function print(paper: Paper): void {
  document.documentElement.dataset['paper'] = paper;
  window.print();
}

/** An SVG of the server or of the desk's own as a picture, in which no script runs. */
export const Code = ({ svg, what }: { readonly svg: string; readonly what: string }) => (
  <img class="k-qr" src={`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`} alt={what} />
);

/** A QR code that holds the text; drawn here, loaded when it is first wanted. */
export function useCode(text: string | null): string | null {
  const [svg, set] = useState<string | null>(null);
  useEffect(() => {
    if (text !== null) void import('uqr').then(({ renderSVG }) => set(renderSVG(text, { border: 1 })));
  }, [text]);
  return svg;
}

/** What is printed: alone on the paper, 80 mm wide or A5. */
export function Slip({ children }: { readonly children: ComponentChildren }) {
  return (
    <>
      <div class="k-actions screen-only">
        <button type="button" onClick={() => print('80mm')}>
          {t('打印小票', 'Print a slip')}
        </button>
        <button type="button" onClick={() => print('a5')}>
          {t('打印 A5', 'Print on A5')}
        </button>
      </div>
      <section class="slip paper-only">{children}</section>
    </>
  );
}
