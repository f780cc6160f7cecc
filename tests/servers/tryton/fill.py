"""Fills a new database with what records refer to: currencies, countries, a company with a chart of accounts, two fiscal
years, users. Called by server.py: fill.py CONFIGURATION DATABASE USER PASSWORD READER PASSWORD
"""
import datetime
import sys

import proteus

configuration, database, user, password, reader, reader_password = sys.argv[1:]
proteus.config.set_trytond(database, config_file=configuration)

# Tryton's own helpers for tests; they can be imported once there is a connection.
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear  # noqa: E402
from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences  # noqa: E402
from trytond.modules.company.tests.tools import create_company, get_company  # noqa: E402

Currency = proteus.Model.get('currency.currency')
for code, number, name in (('EUR', '978', 'Euro'), ('CHF', '756', 'Swiss Franc')):
    Currency(name=name, code=code, numeric_code=number, symbol=code).save()

Country = proteus.Model.get('country.country')
for code, three, number, name in (
        ('CH', 'CHE', '756', 'Switzerland'), ('DK', 'DNK', '208', 'Denmark'), ('EG', 'EGY', '818', 'Egypt'),
        ('KE', 'KEN', '404', 'Kenya')):
    Country(name=name, code=code, code3=three, code_numeric=number).save()

own = proteus.Model.get('party.party')(name='The organisation itself', code='SELF')
own.save()
create_company(own, Currency.find([('code', '=', 'EUR')])[0])
company = get_company()
create_chart(company)
for year in (2024, 2025):
    fiscal = create_fiscalyear(company, (datetime.date(year, 1, 1), datetime.date(year, 12, 31)))
    set_fiscalyear_invoice_sequences(fiscal)
    fiscal.click('create_period')

Group = proteus.Model.get('res.group')
for login, secret, groups in ((user, password, Group.find([])), (reader, reader_password, [])):
    one = proteus.Model.get('res.user')(name=login, login=login, password=secret)
    one.companies.append(get_company())
    one.company = company
    for group in groups:
        one.groups.append(Group(group.id))
    one.save()
