from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tenants.notices"
    label = "notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        from tenants.live.events import declare
        from tenants.notices import checks  # noqa: F401  registers itself
        from tenants.notices.kinds import register_kinds
        from tenants.notices.mail import mail_kind
        from tenants.notices.permissions import grant_roles
        from tenants.notices.services import announce, carrying, deliver, mails, notify, post
        from tenants.notices.services.forget import read_long_ago
        from tenants.outbox.handlers import register
        from tenants.services.forgetting import forgets

        grant_roles()
        register_kinds()
        register(post.STAFF_MAIL, deliver.deliver, repeatable=False, while_suspended=True)
        register(post.STAFF_MAIL_OF_WORK, deliver.deliver, repeatable=False)
        register(carrying.CARRY, carrying.carry, repeatable=False)
        register(announce.ANNOUNCE, announce.announce, repeatable=True, while_suspended=True)
        declare(announce.EVENT, permission="notices.view_notice")
        mail_kind(notify.NOTICE_MAIL, mails.build, while_suspended=False)
        mail_kind(notify.NOTICE_MAIL_ALWAYS, mails.build_always)
        forgets(read_long_ago, in_clinics=True)
