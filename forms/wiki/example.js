// What a wiki may do with the report: here it says the verdict below the element.
document.querySelector("rtx-vpn-doctor").addEventListener("report", ({ detail: { verdict } }) => {
  document.getElementById("state").textContent = `診断: ${verdict.headline.ja}`;
});
