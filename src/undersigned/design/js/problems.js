// A page that comes back with problems starts at their summary.
document.querySelector("[data-focus]")?.focus();
