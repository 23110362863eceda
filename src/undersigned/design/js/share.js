// The device's own share sheet, where it has one.
const sharers = navigator.share ? document.querySelectorAll("[data-share]") : [];
for (const button of sharers) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const { title, words, share } = button.dataset;
    // Closing the sheet rejects; nothing is wrong then.
    navigator.share({ title, text: words, url: share }).catch(() => {});
  });
}
