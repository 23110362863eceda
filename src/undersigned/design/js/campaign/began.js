// That somebody turned to the form is counted: once a visit, and nothing of what they type.
const begun = document.querySelector("form.form");
begun?.addEventListener("focusin", () => navigator.sendBeacon("began?s=" + begun.s.value), { once: true });
