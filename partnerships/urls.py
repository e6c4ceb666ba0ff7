from django.urls import URLPattern, URLResolver, path

from partnerships.views import people, people_import, setup

PEOPLE = "p/<slug:slug>/people/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("partnerships/new/", setup.create, name="partnership_create"),
    path("p/<slug:slug>/details/", setup.change, name="partnership_change"),
    path(PEOPLE, people.people, name="people"),
    path(f"{PEOPLE}add/", people.add, name="people_add"),
    path(f"{PEOPLE}add-several/", people.add_several, name="people_add_several"),
    path(f"{PEOPLE}import/", people_import.upload, name="people_import"),
    path(f"{PEOPLE}import/confirm/", people_import.confirm, name="people_import_confirm"),
    path(f"{PEOPLE}<int:number>/", people.change, name="people_change"),
    path(f"{PEOPLE}<int:number>/end/", people.end, name="people_end"),
]
