/* One EventSource that comes back by itself. The browser repeats Last-Event-ID; after a break without one, or after
   the server said no, what happened meanwhile is unknown: `resync`. */

const AGAIN_MS = 30_000;

/** Call onEvent(name, data) and onState(open?) until the returned function is called. */
export function listen(address, names, { onEvent, onState }) {
  let source = null;
  let timer = 0;
  let broken = false;

  function open() {
    source = new EventSource(address, { withCredentials: true });
    source.onopen = () => {
      onState(true);
      if (broken) onEvent("resync", {});
      broken = false;
    };
    source.onerror = () => {
      onState(false);
      broken = true;
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS);
    };
    for (const name of names) {
      source.addEventListener(name, (event) => onEvent(name, JSON.parse(event.data || "{}")));
    }
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
