// Who has signed here is asked to share instead. The form is one press away: for somebody else at this device.
const thanks = document.querySelector("[data-signed]");
const form = document.querySelector("form.form");

function swap(hasSigned) {
  thanks.hidden = !hasSigned;
  form.hidden = hasSigned;
}

if (thanks && document.cookie.split("; ").includes(thanks.dataset.signed + "=1")) {
  swap(true);
  thanks.querySelector("[data-again]").addEventListener("click", () => {
    swap(false);
    form.querySelector("input").focus();
  });
}
