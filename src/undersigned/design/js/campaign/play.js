// A film on another site is asked for when it is started, not before; then it plays here, in the picture's place.
for (const link of document.querySelectorAll("[data-player]")) {
  link.addEventListener("click", (click) => {
    if (click.ctrlKey || click.metaKey || click.shiftKey) return;
    click.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = link.dataset.player;
    frame.title = link.dataset.title;
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    link.replaceWith(frame);
    frame.focus();
  });
}
