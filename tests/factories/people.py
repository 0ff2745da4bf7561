"""People."""

import factory

from registration.accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    family_name = factory.Sequence(lambda n: f"Nguyễn {n}")
    given_name = "Thuỳ Linh"
    password = "!"

    class Params:
        staff = factory.Trait(is_staff=True)
        verified = factory.Trait()

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        """Give the account its verified address, as allauth keeps it."""
        if create and extracted is not False:
            self.emailaddress_set.create(email=self.email, verified=True, primary=True)
