// A page that is away for a moment: asked for again now and then, and shown once it is there.
"use strict";

{
  const seconds = Number(document.currentScript.dataset.seconds);
  // not all at the same moment: whoever comes back would be met by everybody who waits
  const pause = () => 1000 * seconds * (0.5 + Math.random());

  const ask = async () => {
    try {
      const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
      if (answer.status !== 503) return location.reload();
    } catch {
      // nothing answers at all: it may do so later
    }
    setTimeout(ask, pause());
  };

  document.querySelector("[data-again]").hidden = false;
  setTimeout(ask, pause());
}
