// How far a packet is: looks every two seconds, and opens the page anew once there is nothing left to show.

const EVERY_MS = 2000;

for (const part of document.querySelectorAll("[data-delivery-progress]")) setTimeout(look, EVERY_MS, part);

async function look(part) {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.status === 404) return location.reload();
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-delivery-progress]");
    if (!now) return location.reload();
    // Said aloud only where the words have changed.
    if (part.innerHTML !== now.innerHTML) part.replaceChildren(...now.childNodes);
  }
  setTimeout(look, EVERY_MS, part);
}
