import './paper.css';
import { useMemo } from 'preact/hooks';

/** Of a page that the server wrote: what is in its body, without looks of its own, which the content security policy would refuse. */
function insideOf(html: string): string {
  const plain = html.replace(/<style>[^]*?<\/style>/g, '').replace(/ style="[^"]*"/g, ' class="sign"');
  return new DOMParser().parseFromString(plain, 'text/html').body.innerHTML;
}

/** A page that the server wrote to be printed, with the looks of the desk. */
export function Paper({ html }: { readonly html: string }) {
  const inside = useMemo(() => insideOf(html), [html]);
  return <div class="paper" lang="zh-CN" dangerouslySetInnerHTML={{ __html: inside }} />;
}
