import { useMemo } from 'preact/hooks';

/** A page that the server wrote to be printed. Its looks are the desk's: the content security policy takes no other. */
export function Paper({ html }: { readonly html: string }) {
  const inside = useMemo(() => {
    const { body } = new DOMParser().parseFromString(html, 'text/html');
    for (const one of body.querySelectorAll('[style]')) {
      one.removeAttribute('style');
      one.classList.add('sign');
    }
    return body.innerHTML;
  }, [html]);
  return <div class="paper" lang="zh-CN" dangerouslySetInnerHTML={{ __html: inside }} />;
}
