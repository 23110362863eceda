"""Where providers report to: /anymail/<provider>/tracking/. What they would deliver is not taken."""

from anymail import urls

app_name = "anymail"
urlpatterns = [one for one in urls.urlpatterns if "inbound" not in str(one.name)]
