// Copies the address beside the button, and says so.
const copiers = navigator.clipboard ? document.querySelectorAll("[data-copy]") : [];
for (const button of copiers) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const address = document.getElementById(button.dataset.copy);
    address.select();
    await navigator.clipboard.writeText(address.value);
    button.textContent = button.dataset.done;
  });
}
