// Shows what needs script, and says so when a passkey was not used.
(function () {
  document.querySelectorAll('[data-needs-script]').forEach(function (element) {
    element.hidden = !window.PublicKeyCredential
  })
  document.addEventListener('allauth.error', function (event) {
    var trouble = document.getElementById('passkey_trouble')
    if (!trouble) return
    event.preventDefault()
    trouble.hidden = false
  })
})()
