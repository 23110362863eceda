// Where this visit came from (?s=whatsapp&via=…) goes along with the form: the page itself is the same for everyone.
const asked = new URLSearchParams(location.search);
for (const field of document.querySelectorAll("[data-source]")) {
  field.value ||= asked.get(field.name) ?? "";
}
