## Le rapport d'une exécution.

# Dates, sizes, shares, lists.

month-1 = janv.
month-2 = févr.
month-3 = mars
month-4 = avr.
month-5 = mai
month-6 = juin
month-7 = juill.
month-8 = août
month-9 = sept.
month-10 = oct.
month-11 = nov.
month-12 = déc.
instant = { $day } { $month } { $year }, { $time } UTC
n-bytes = { $n ->
    [one] { $shown } octet
   *[other] { $shown } octets
}
size-kilo = { $size } ko
size-mega = { $size } Mo
size-giga = { $size } Go
under-a-tenth = moins de 0.1 %
a-second = { $rate } par seconde
list-last = { $before } et { $last }
joined = { $first } ; { $then }
named = { $name } : { $what }
yes = oui
no = non
none-of-it = aucune
nothing = rien
unknown = inconnu
all-of-it = tous
n-records = { $n ->
    [one] { $shown } enregistrement
   *[other] { $shown } enregistrements
}
n-findings = { $n ->
    [one] { $shown } constat
   *[other] { $shown } constats
}
n-requests = { $n ->
    [one] { $shown } requête
   *[other] { $shown } requêtes
}
n-rejects = { $n ->
    [one] { $shown } rejet
   *[other] { $shown } rejets
}
n-open-breaks = { $n ->
    [one] { $shown } écart ouvert
   *[other] { $shown } écarts ouverts
}
n-differences = { $n ->
    [one] { $shown } différence
   *[other] { $shown } différences
}

# The verdict.

verdict-unbalanced = Les chiffres de { $object } ne s'équilibrent pas : { $what }.
verdict-unbalanced-more = Les chiffres de { $number } objets ne s'équilibrent pas, à commencer par ceux de { $object } : { $what }.
verdict-lost = { $gap } des { $read } enregistrements lus restent inexpliqués
verdict-surplus = { $read } enregistrements lus, { $accounted } expliqués
n-totals-differ = { $n ->
    [one] { $shown } total de contrôle diffère
   *[other] { $shown } totaux de contrôle diffèrent
}
n-breaks-are-open = { $n ->
    [one] { $shown } écart est ouvert
   *[other] { $shown } écarts sont ouverts
}
verdict-books = { $held } des { $read } enregistrements lus sont chargés, mais les comptes ne concordent pas : { $differences }.
verdict-books-file = { $held } des { $read } enregistrements lus seraient envoyés, mais les comptes ne concordent pas : { $differences }.
verdict-gate = L'exécution s'est arrêtée à un seuil, et rien n'a été envoyé : { $reason }.
verdict-gate-after = L'exécution s'est arrêtée à un seuil, après le chargement de { $loaded } enregistrements : { $reason }.
verdict-target = L'ERP n'était pas disponible : { $reason }. { $so-far }
verdict-login-erp = L'ERP a refusé l'identification : { $reason }. { $so-far }
verdict-login-rights = L'ERP ne permet pas à l'utilisateur ce qui a été demandé : { $reason }. { $so-far }
verdict-login-token = Le serveur de jetons a refusé l'identification : { $reason }. { $so-far }
verdict-login-proxy = Un serveur mandataire a refusé l'identification, et ce qu'il a refusé n'a jamais atteint l'ERP : { $reason }. { $so-far }
verdict-held = L'exécution est en attente : { $reason }. { $so-far }
verdict-interrupted = L'exécution a été interrompue : { $reason }. { $so-far }
so-far = { $loaded } des { $read } enregistrements lus sont chargés. { $rest }
so-far-waits = Le reste attend dans le registre.
so-far-safe = Rien n'est perdu : le reste attend dans le registre.
so-far-not-whole = Rien de cette exécution n'est envoyé tant que ses fichiers ne sont pas complets.
so-far-unread = Rien n'est perdu : ce qui n'a pas été lu se trouve dans ses fichiers.
verdict-nothing-read = Les fichiers d'origine ne contiennent aucun enregistrement : rien n'a été lu, rien n'a été chargé
verdict-unchanged-all = Rien n'a changé : les { $read } enregistrements lus sont tels qu'une exécution antérieure les a chargés, et { $sent }
verdict-unchanged-some = Rien n'a changé : { $unchanged } des { $read } enregistrements lus sont tels qu'une exécution antérieure les a chargés, et { $sent }
nothing-to-send = il n'y a rien à envoyer
nothing-was-sent = rien n'a été envoyé
verdict-dry = Rien n'a été écrit dans l'ERP : { $ready } des { $read } enregistrements lus sont prêts à être chargés
verdict-file = Rien n'a été envoyé : { $ready } des { $read } enregistrements lus ont été comparés à un fichier tenant lieu d'ERP, et les deux concordent
verdict-own-word = { $loaded } des { $read } enregistrements lus sont chargés, au dire de l'ERP
verdict-no-proof = ce n'est pas une preuve tant qu'ils n'ont pas été relus
verdict-nothing-new = Rien de nouveau n'a été chargé sur { $read } enregistrements lus
claim-sent = Tout ce qui a été envoyé est arrivé
claim-accepted = Tout ce que l'ERP a accepté y est
claim-settled = Tout ce qui est tranché y est
verdict-arrived = { $claim } : { $loaded } des { $read } enregistrements lus sont chargés et ont été retrouvés dans l'ERP
verdict-decided = Aucun écart n'est ouvert : { $loaded } des { $read } enregistrements lus sont chargés, et ce que l'ERP contient autrement a été tranché ({ $decided })
verdict-decided-file = Rien n'a été envoyé : { $loaded } des { $read } enregistrements lus ont été comparés à un fichier à la place de l'ERP, et ce qu'il contient autrement a été tranché ({ $decided })
verdict-unshown = Tout ce que l'ERP montre y est : { $loaded } des { $read } enregistrements lus sont chargés et y ont été retrouvés ; { $unshown } sont chargés sur sa seule parole, car rien ne les montre
rest-people = { $n ->
    [one] { $shown } demande l'attention d'une personne
   *[other] { $shown } demandent l'attention d'une personne
}
rest-waits = { $n ->
    [one] { $shown } attend d'être envoyé
   *[other] { $shown } attendent d'être envoyés
}
rest-unchanged = { $n ->
    [one] { $shown } est inchangé
   *[other] { $shown } sont inchangés
}
rest-skipped = { $n ->
    [one] { $shown } a été écarté
   *[other] { $shown } ont été écartés
}

# Why a run did not come to its end.

why-unread = tous ses enregistrements n'ont pas été lus : elle est en cours, ou a été interrompue
why-not-whole = un fichier d'origine est incomplet (il n'a pas pu être lu jusqu'au bout, ou ses propres totaux ne concordent pas), donc rien n'a été envoyé
why-unsent = elle n'en est pas arrivée à l'envoi : elle est en cours, ou a été interrompue
why-loading = elle n'est pas allée à son terme : elle est en cours, ou a été interrompue
why-unproven = tout a été envoyé, mais elle a été arrêtée avant que l'ERP ne soit relu jusqu'au bout
why-given-up = elle a été abandonnée : une exécution ultérieure reprend ce qu'elle n'a pas envoyé
why-asked = quelqu'un a demandé l'arrêt
why-stopped = elle s'est arrêtée avant la fin, et { $open }
why-waiting = { $n ->
    [one] { $shown } enregistrement attend d'être envoyé
   *[other] { $shown } enregistrements attendent d'être envoyés
}
why-doubts = { $n ->
    [one] { $shown } enregistrement est incertain
   *[other] { $shown } enregistrements sont incertains
}
why-canary = ses premiers enregistrements ont été envoyés, et le reste attend `landbridge go { $run }`

# What remains to be done.

task-equation = { $object } : { $gap } enregistrements inexpliqués
do-equation = Arrêtez-vous là : ne vous fiez à aucun autre chiffre de cet objet tant que cela n'est pas compris.
do-total = Comparez les trois comptes ci-dessous ; la différence est sur la ligne.
do-break = Corrigez-le dans l'ERP ou à la source, ou notez pourquoi il est accepté.
task-doubt = { $n ->
    [one] { $shown } enregistrement incertain
   *[other] { $shown } enregistrements incertains
}
do-doubt = Relancez le chargement : il interroge l'ERP avant de renvoyer quoi que ce soit.
task-refused = { $n ->
    [one] { $shown } enregistrement refusé par l'ERP
   *[other] { $shown } enregistrements refusés par l'ERP
}
do-refused = Lisez le message de l'ERP parmi les constats, corrigez la cause, puis relancez l'envoi.
task-rejected = { $n ->
    [one] { $shown } enregistrement rejeté avant l'envoi
   *[other] { $shown } enregistrements rejetés avant l'envoi
}
do-rejected = Corrigez les cellules nommées parmi les constats, puis contrôlez de nouveau.
task-again-doubt = { $n ->
    [one] { $shown } enregistrement de l'exécution précédente que la reprise n'a pas tranché
   *[other] { $shown } enregistrements de l'exécution précédente que la reprise n'a pas tranchés
}
task-again-refused = { $n ->
    [one] { $shown } enregistrement de l'exécution précédente refusé de nouveau
   *[other] { $shown } enregistrements de l'exécution précédente refusés de nouveau
}
do-again-refused = Lisez le message de l'ERP avec `landbridge rejects`, corrigez la cause, puis relancez l'envoi.
task-not-sent = { $n ->
    [one] { $shown } enregistrement non encore envoyé
   *[other] { $shown } enregistrements non encore envoyés
}
do-not-sent = Relancez le chargement : il reprend là où cette exécution s'est arrêtée.
task-gate = Seuil dépassé : { $gate }
do-gate = { $sentence }. { $advice }
over-a-gate = Corrigez les causes, ou relevez le seuil en connaissance de cause.
task-unasked = { $object } : { $number } { $subject } non demandés
do-unasked = Nul ne sait si l'ERP les accepte : { $why }.
task-stopped = Arrêt avant la fin : { $reason }
do-target = Relancez quand l'ERP est de retour : rien n'est envoyé deux fois.
task-login-erp = L'ERP a refusé l'identification
task-login-rights = L'ERP ne permet pas ce qui a été demandé
task-login-token = Le serveur de jetons a refusé l'identification
task-login-proxy = Un serveur mandataire a refusé l'identification
step-login-erp = Ne réessayez pas encore, car répéter un mauvais mot de passe verrouille les utilisateurs : demandez aux responsables de l'ERP si l'utilisateur est verrouillé, ou si le mot de passe ou le jeton a expiré ou a été révoqué.
step-login-rights = Demandez aux responsables de l'ERP d'accorder le privilège à l'utilisateur.
step-login-token = Ne réessayez pas encore, car répéter un mauvais secret verrouille les clients : demandez aux responsables du serveur de jetons si le client est verrouillé, ou si son secret ou sa clé a expiré ou a été révoqué.
step-login-proxy = Demandez aux responsables du serveur mandataire quel utilisateur et quel mot de passe il attend ; l'ERP n'y est pour rien.
step-login-shown = Corrigez s'il le faut ce qui a été présenté : { $shown }.
step-login-again = Relancez la même commande : elle reprend là où cette exécution s'est arrêtée, et rien n'est envoyé deux fois.
shown-environment = `{ $setting }` (variable d'environnement { $name })
shown-file = `{ $setting }` (fichier { $name })
shown-command = `{ $setting }` (ce que dit le programme { $name })
shown-line = `{ $setting }` (landbridge.yaml, ligne { $name })
shown-nowhere = `{ $setting }` (non indiqué)
do-held = Corrigez ce qui la retient, ou laissez-la continuer : le reste attend dans le registre.
do-interrupted = Relancez : elle reprend là où elle s'est arrêtée.
do-not-whole = Faites corriger le fichier, ou exportez-le de nouveau : les constats disent ce qui ne va pas. Puis relancez : il est relu depuis le début, et rien n'est envoyé deux fois.
do-unread = Relancez : tout est lu depuis le début, et rien n'est envoyé deux fois.
task-unproven = L'ERP n'a pas été relu jusqu'au bout
task-unproven-totals = { $n ->
    [one] { $shown } total de contrôle n'a pas été relu
   *[other] { $shown } totaux de contrôle n'ont pas été relus
}
do-unproven = Lancez `landbridge reconcile` pour prouver ce qui est arrivé.

# Gates.

gate-what-rejects = rejets
gate-what-warnings = avertissements
gate-what-breaks = écarts
gate-what-of = { $what } de { $object }
gate-short = { $what }, { $excess } de trop
gate-records = { $of } enregistrements
gate-records-of = { $of } enregistrements de { $object }
gate-rejected = { $found } rejetés sur { $records }
gate-warned = { $found } avec avertissement sur { $records }
gate-open = { $breaks } sur { $records }
gate-coded = { $found } avec { $code } sur { $records }
gate-allows = { $what }, et le seuil admet { $allowed }

# What the ERP was asked, and what was retried.

asked-line = { $object } : { $asked } { $subject }, demandés en { $requests }, { $amiss } en défaut
asked-unasked = { $line }, { $unasked } non demandés
subject-keys = clés métier
subject-records = enregistrements de { $of }
subject-values = valeurs de { $of }
retried-none = rien n'avait été refusé
n-resent = { $n ->
    [one] { $shown } enregistrement refusé envoyé de nouveau, { $became }
   *[other] { $shown } enregistrements refusés envoyés de nouveau, { $became }
}
resent-loaded = { $n ->
    [one] { $shown } chargé
   *[other] { $shown } chargés
}
resent-refused = { $n ->
    [one] { $shown } refusé de nouveau
   *[other] { $shown } refusés de nouveau
}
resent-unsettled = { $n ->
    [one] { $shown } non tranché
   *[other] { $shown } non tranchés
}
retried-line = { $object } de l'exécution { $run } : { $resent } ; { $mended } sur { $rejects } corrigés, et envoyés par cette exécution

# The head of the page.

page-kind = rapport d'exécution
page-skip = Aller au rapport
run-in-title = exécution { $run }, { $purpose }
run-title = Exécution { $run }, { $purpose }
verdict-heading = Exécution { $run }, { $purpose } : verdict
colophon-made = Établi par Landbridge { $program } à partir du registre de
colophon-run = , exécution { $run }. Ce fichier contient tout ce qu'il montre et ne demande rien au réseau.
contents = Sommaire
contents-verdict = Verdict
contents-readiness = Préparation
contents-held = Cadre
contents-words = Vocabulaire
contents-followed = Enregistrements suivis
since-run = Depuis l'exécution { $run }
since-heading = Depuis l'exécution { $run }, { $purpose }
print-summary = Imprimer la synthèse
print-all = Tout imprimer
alarm-title = ne s'équilibre pas.
alarm-figures = Lus { $read }, expliqués { $accounted } : différence
alarm-rely = Ne vous fiez à aucun autre chiffre de cet objet tant que cela n'est pas compris.
tasks-title = Ce qui reste à faire
fact-command = Commande
fact-by = Exécutée par
fact-target = Cible
fact-started = Début
fact-ended = Fin
fact-took = Durée
fact-until = { $duration }, jusqu'au { $ended }
fact-asked = Demandé à l'ERP
fact-retried = Repris
operator-unknown = inconnu
command-check = check (contrôle à blanc, rien n'est écrit)
command-load = load (chargement, sans relecture)
command-load-reconciled = load (chargement, relu et comparé depuis)
command-run = run (contrôle, chargement, rapprochement)
command-reconcile = reconcile (relecture et rapprochement)
command-retry = retry (reprise de ce qui n'est plus rejeté)
command-plan = plan (l'ERP est lu, rien n'est écrit)

# From read to loaded.

funnel-title = De la lecture au chargement
funnel-lead = Chaque enregistrement lu doit se retrouver dans un groupe, et un seul.
funnel-so = C'est le cas :
funnel-equal = les deux membres sont égaux.
funnel-not-so = Ce n'est pas le cas : les deux membres diffèrent.
term-read = lus
term-loaded = chargés
term-skipped = écartés
term-rejected = rejetés
term-refused = refusés
term-doubt = incertains
term-waiting = non encore envoyés
term-gap = inexpliqués
flow-title = Le chemin des enregistrements, de la lecture au chargement
flow-table = { $summary }. Le tableau ci-dessous donne les chiffres.
flow-filtered = écartés : non voulus
flow-duplicate = écartés : doublons
flow-unchanged = écartés : inchangés
flow-taken-back = écartés : repris à l'ERP
flow-not-asked = écartés : hors reprise
flow-extract = rejetés : illisibles
flow-map = rejetés par les règles
flow-validate = rejetés par les contrôles
flow-reference = rejetés : référence
flow-refused = refusés par l'ERP
flow-ready = prêts à charger
flow-as-if = comparés comme envoyés
funnel-caption = Enregistrements par objet, dans l'ordre de chargement
col-object = Objet
col-read = Lus
col-skipped = Écartés
col-rejected = Rejetés
col-loaded = Chargés
col-refused = Refusés
col-doubt = Incertains
col-not-sent = Non envoyés
col-adds-up = Équilibre
adds-yes = Oui
adds-no = Non : { $gap }
all-objects = Tous les objets
owner = Responsable :
part-filtered = filtrés
part-duplicate = doublons
part-taken-back = repris à l'ERP
part-not-asked = hors reprise
part-unchanged = inchangés
part-extract = lecture
part-map = règles
part-validate = contrôle
part-reference = référence
part-created = créés
part-updated = modifiés
part-not-sent = non envoyés
object-compared = { $records } : relus et comparés
object-compared-part = Seulement { $records } : comparés jusqu'ici
object-not-read-back = Non relu

# Control totals.

totals-title = Totaux de contrôle
totals-none = Aucun objet de cette exécution ne demande de totaux de contrôle. Les enregistrements ont été comptés, les montants n'ont pas été additionnés.
totals-lead = La même somme dans trois comptes : fichiers d'origine, Landbridge, ERP. Fichiers d'origine = retenu + chargé, et chargé = ERP. Les chiffres s'écrivent 1,234.56 : une virgule entre les milliers, un point avant les décimales.
totals-in-summary = Seuls les totaux qui diffèrent figurent dans cette synthèse.
totals-caption = Totaux de contrôle dans les trois comptes
col-group = Groupe
col-legacy = Fichiers d'origine
col-kept-back = Retenu
total-loaded = Chargé
col-erp = ERP
col-erp-less-loaded = ERP moins chargé
col-result = Résultat
n-differ = { $n ->
    [one] { $shown } diffère
   *[other] { $shown } diffèrent
}
n-groups-omitted = { $n ->
    [one] { $shown } autre groupe figure dans le classeur, qui les contient tous ; sont affichés ceux qui diffèrent, puis les plus grands.
   *[other] { $shown } autres groupes figurent dans le classeur, qui les contient tous ; sont affichés ceux qui diffèrent, puis les plus grands.
}
total-all = Tout
total-skipped = écarté
total-rejected = rejeté
total-refused = refusé
total-doubt = incertain
total-not-sent = non envoyé
not-read-back = non relu
total-unaccounted = { $rest } des fichiers d'origine inexpliqués
too-long = trop long à additionner
result-differs = Diffère
result-not-read-back = Non relu
result-agrees = Concorde
result-decided = Écart tranché
result-within = Dans la tolérance
age-not-due = non échu
age-over = plus de { $days }
age-no-date = sans date
trial-title = Balances générales
trial-lead = Débits et crédits de chaque compte, dans les fichiers d'origine et dans l'ERP. Ce qui est retenu, et l'écart entre l'ERP et ce qui a été chargé, se rapportent au solde : débits moins crédits.
trial-caption = Balances générales par compte
col-account = Compte
col-legacy-debit = Débit d'origine
col-legacy-credit = Crédit d'origine
col-erp-debit = Débit ERP
col-erp-credit = Crédit ERP
trial-all = Tous les comptes
trial-balanced = Débits égaux aux crédits
trial-unbalanced = Débits ERP différents des crédits
trial-unbalanced-legacy = Débits d'origine différents des crédits

# Readiness, forecast, rehearsals.

readiness-title = État de préparation à la bascule
readiness-lead = Sur cent enregistrements, combien sont à leur place ; jamais plus de 99 tant que quelque chose manque.
gates-of-today = Le registre n'a pas gardé les seuils de cette exécution : elle est jugée selon ceux d'aujourd'hui.
readiness-caption = Préparation par objet
col-score = Note
col-missing = Ce qui manque
missing-unread = rien n'a été lu
missing-equation = les chiffres ne s'équilibrent pas
missing-totals = des totaux de contrôle diffèrent
missing-doubt = des enregistrements sont incertains
missing-gate = seuil : { $gate }
forecast-title = Durée prévue de la bascule
forecast-caption = Durée prévue par objet, dans l'ordre de chargement
col-records = Enregistrements
col-measured = Au rythme mesuré
col-at-limit = À la limite permise
col-after = Après
on-critical-path = sur le chemin critique
forecast-measured = Un objet après l'autre, la bascule prend { $time } au rythme mesuré par cette exécution.
n-a-second = { $n ->
    [one] { $shown } requête par seconde
   *[other] { $shown } requêtes par seconde
}
forecast-permitted = À la limite permise de { $limit }, elle prend { $time }.
forecast-path = Le chemin critique est { $path }, { $time } : chacun a besoin du précédent.
forecast-left = Rien n'a été mesuré pour { $objects }.
since-sentence = Causes des constats : { $new } nouvelles, { $remains } toujours là, { $fixed } corrigées.
since-left-out = Rien n'est dit de { $objects } : une seule des deux exécutions l'a lu jusqu'au bout.
since-caption = Causes : nouvelles, restantes, corrigées
col-cause = Cause
col-then = Alors
col-now = Maintenant
standing-new = nouvelle
standing-remains = toujours là
standing-fixed = corrigée
n-causes-omitted = { $n ->
    [one] { $shown } autre cause ne figure pas ici.
   *[other] { $shown } autres causes ne figurent pas ici.
}
history-caption = Rejets et écarts ouverts, d'une exécution à l'autre
history-run = { $run }, { $purpose }
col-run = Exécution
col-rejects = Rejets
col-open-breaks = Écarts ouverts
stages-caption = Durées et enregistrements par seconde, alors et maintenant
col-stage = Étape
stage-extract = lecture
stage-map = règles
stage-validate = contrôle
stage-load = chargement
stage-reconcile = rapprochement

# Findings.

findings-title = Constats par cause
findings-none = Aucun constat : les règles, les contrôles et le schéma de l'ERP ont accepté toutes les valeurs.
findings-lead = Une ligne par cause, la plus grave d'abord : ce qui ne va pas, et dans combien d'enregistrements. Ouvrez une ligne pour savoir que faire et voir des exemples avec leur place dans le fichier d'origine.
find = Chercher
find-findings = code, champ, fichier ou valeur
find-breaks = clé, champ ou valeur
show = Montrer
show-all = tout
show-errors = erreurs
show-warnings = avertissements
show-all-kinds = toutes les sortes
open-all = Tout ouvrir
close-all = Tout fermer
shown-of = %1 sur %2
cause-owner = responsable
n-causes = { $n ->
    [one] { $shown } cause de rejet
   *[other] { $shown } causes de rejet
}
n-warnings = { $n ->
    [one] { $shown } avertissement
   *[other] { $shown } avertissements
}
n-causes-unlisted = { $n ->
    [one] { $shown } autre cause ne figure pas ici ; `landbridge rejects` donne tous les rejets.
   *[other] { $shown } autres causes ne figurent pas ici ; `landbridge rejects` donne tous les rejets.
}
tag-error = Erreur
tag-warning = Avertissement
word-records = { $n ->
    [one] enregistrement
   *[other] enregistrements
}
found-at = { $findings } à l'étape { $stage }.
says-more = en dit plus.
samples-all = Tous les constats
samples-some = Exemples, { $shown } sur { $findings }
col-where = Où
col-key = Clé métier

# Breaks.

breaks-short = Écarts
breaks-title = Écarts : ce que l'ERP contient autrement
breaks-check = Un contrôle ne charge rien : il n'y a rien à comparer.
breaks-none = Aucun. { $records } : relus dans l'ERP, et toute valeur comparée est telle qu'elle a été envoyée.
breaks-unknown = Inconnu : l'ERP n'a pas été relu jusqu'au bout. D'ici là, un chargement réussi ne prouve rien.
breaks-lead = Relus dans l'ERP et comparés : { $records }. Ce qui diffère entre l'envoi et l'ERP est surligné.
sort-by = Trier par
sort-kind = sorte
sort-record = enregistrement
sort-attribute = attribut
sort-size = ampleur de la différence
in-common = Ce qu'ils ont en commun :
not-open = Ne sont plus ouverts :
let-pass = Admis par une règle :
allowed-line = { $differences } de { $field } : { $rule } ({ $owner } : { $reason })
decided-fixed = { $n ->
    [one] { $shown } corrigé
   *[other] { $shown } corrigés
}
decided-explained = { $n ->
    [one] { $shown } expliqué
   *[other] { $shown } expliqués
}
decided-accepted = { $n ->
    [one] { $shown } accepté
   *[other] { $shown } acceptés
}
decision-open = ouvert
decision-fixed = corrigé
decision-explained = expliqué
decision-accepted = accepté
decision-reopened = rouvert
decided-told = { $decision } par { $by } le { $day } : { $why }
breaks-first = Les { $listed } premiers des { $total } écarts ouverts figurent ici.
breaks-caption = Écarts de { $object }, valeur par valeur
col-record = Enregistrement
col-legacy-file = Fichier d'origine
col-sent = Envoyé
decided = Décision :
target-id = identifiant cible
too-little = { $by } de trop peu dans l'ERP
too-much = { $by } de trop dans l'ERP
kind-missing = manquant
kind-duplicate = doublon
kind-amount = montant
kind-unexpected = inattendu
kind-date = date
kind-text = texte
kind-reference = référence
kind-ambiguous = ambigu
kind-ledger = registre
means-missing = chargé, mais introuvable dans l'ERP
means-duplicate = plus d'une fois dans l'ERP
means-amount = le montant diffère
means-unexpected = dans l'ERP, mais jamais chargé
means-date = la date diffère
means-text = le texte diffère
means-reference = renvoie à un autre enregistrement que celui voulu
means-ambiguous = plusieurs enregistrements de l'ERP pourraient être celui-ci
means-ledger = le registre ne contient pas ce que contient le fichier d'origine

# Records followed.

followed-lead = Quelques enregistrements de chaque sorte, de leur place dans le fichier d'origine jusqu'à l'ERP. Tout autre se suit avec `landbridge show CLÉ`, aussi à travers chaque règle.
no-key = sans clé
step-read = Lu
step-found = Constaté
step-found-expected = trouvé
step-expected = , attendu
step-sent = Envoyé
step-state = État
step-returned = , relu dans l'ERP
values-caption = Valeur par valeur
col-attribute = Attribut
as-sent = comme envoyé
value-differs = diffère
not-compared = non comparé
n-values-omitted = { $n ->
    [one] { $shown } autre valeur ne figure pas ici.
   *[other] { $shown } autres valeurs ne figurent pas ici.
}
every-rule = Chaque règle en chemin :
no-answer-yet = pas encore de réponse
state-not-yet-sent = non encore envoyé
state-sending = envoi en cours
state-loaded = chargé
state-refused = refusé
state-in-doubt = incertain
state-rejected = rejeté
state-not-sent = non envoyé
state-ready = prêt
state-skipped-filtered = écarté : filtré
state-skipped-duplicate = écarté : doublon
state-skipped-unchanged = écarté : inchangé
state-skipped-not-retried = écarté : hors reprise
state-skipped-taken-back = écarté : repris à l'ERP

# Times, extracts, terms, sign-off.

times-short = Durées
times-title = Durées et débit
times-none = Aucune étape n'a été chronométrée.
times-lead = Du premier au dernier enregistrement d'une étape. Les étapes avancent de front : leur somme peut dépasser la durée de l'exécution.
chart-title = Durée par étape, tous objets confondus
chart-table = { $summary }. Le tableau ci-dessous donne les chiffres par objet.
times-caption = Durée par objet et par étape
col-time = Durée
col-a-second = Enregistrements par seconde
wire-title = Sur le réseau
wire-requests = Requêtes
wire-retries = Renvoyées
wire-throttled = Priées de ralentir
wire-failed = Sans réponse exploitable
wire-sent = Envoyé
wire-received = Reçu
wire-median = Une réponse sur deux en moins de
wire-p95 = 95 sur 100 en moins de
wire-slowest = Réponse la plus lente
extracts-title = Fichiers lus
extracts-none = Cette exécution n'a lu aucun fichier d'origine.
extracts-lead = Les fichiers d'origine tels qu'ils ont été lus. Le SHA-256 prouve qu'un fichier est bien celui qui a été lu : `sha256sum FICHIER`, ou `Get-FileHash FICHIER` sous Windows.
extracts-caption = Fichiers d'origine et leurs empreintes
col-file = Fichier
col-bytes = Octets
held-title = Ce qui valait pour cette exécution
held-lead = Paramètres, tables de correspondance et autorisations tels qu'ils étaient au début de l'exécution.
parameters-caption = Paramètres en vigueur
col-parameter = Paramètre
col-value = Valeur
crosswalks-caption = Tables de correspondance
col-crosswalk = Table
col-owner = Responsable
col-version = Version
col-codes = Codes
col-content-hash = SHA-256 du contenu
approvals-caption = Sources confidentielles, et qui en a autorisé la lecture
col-source = Source
col-purpose = Finalité
col-approver = Autorisée par
sign-off-title = Acceptation
sign-off-none = Personne n'a encore accepté cette exécution. Une personne nommée en accepte les totaux et les écarts ouverts avec `landbridge sign-off { $run }`.
sign-on-paper = Pour signer sur papier
signed-on = a accepté les totaux et les écarts ouverts de cette exécution le { $at }.

# The workbook and the text for a merge request.

book-title = Exécution { $run } de { $project }
project-run = { $project } : exécution { $run }, { $purpose }
sheet-summary = Synthèse
sheet-records = Enregistrements
sheet-totals = Totaux
sheet-causes = Causes
sheet-findings = Constats
sheet-rejects = Rejets
sheet-breaks = Écarts
in-a-sentence = En une phrase
col-how = Comment
figure-filtered = Écartés : non voulus
figure-duplicate = Écartés : doublons
figure-unchanged = Écartés : inchangés
figure-taken-back = Écartés : repris à l'ERP
figure-not-asked = Écartés : hors reprise
figure-extract = Rejetés : illisibles
figure-map = Rejetés : règles
figure-validate = Rejetés : contrôles
figure-reference = Rejetés : référence
figure-created = Chargés : créés
figure-updated = Chargés : modifiés
figure-waiting = Non encore envoyés
col-accounted = Expliqués
col-unaccounted = Inexpliqués
col-compared = Comparés à l'ERP
col-total = Total
amount-skipped = Écarté
amount-rejected = Rejeté
amount-refused = Refusé
amount-doubt = Incertain
amount-waiting = Non encore envoyé
col-tolerance = Tolérance
col-decided = Tranché
agrees-decided = tranché
amount-unaccounted = Inexpliqué
col-agrees = Concorde
col-remark = Remarque
remark-digits = Plus de chiffres que n'en a un nombre de tableur : écrit en texte, calculé par Landbridge.
col-wrong = Ce qui ne va pas
col-findings = Constats
col-causes = Causes
col-state = État
col-kind = Sorte
col-erp-less-sent = ERP moins envoyé
col-target-id = Identifiant cible
col-decision = Décision
col-by = Par
col-at = Le
col-why = Pourquoi
totals-that-differ = Totaux de contrôle qui diffèrent
open-breaks-title = Écarts ouverts
col-means = Ce qui veut dire
col-open = Ouverts
n-causes-more = { $n ->
    [one] { $shown } autre cause : voir le rapport lui-même.
   *[other] { $shown } autres causes : voir le rapport lui-même.
}
since-line = Depuis l'exécution { $run }, { $purpose } : { $sentence }

# The words of the report.

glossary-title = Le vocabulaire de ce rapport
word-erp = ERP
    .means = Le nouveau système auquel les données sont destinées, par exemple Oracle Fusion Cloud.
word-object = Objet
    .means = Une sorte de chose dans l'ERP : fournisseurs, factures, bons de commande.
word-extract = Fichier d'origine
    .means = Un fichier de l'ancien système tel qu'il a été lu. Son SHA-256 est une empreinte : qu'un seul caractère du fichier change, et l'empreinte change aussi.
word-record = Enregistrement
    .means = Une chose à reprendre : une ligne d'une feuille ou d'un fichier, ou un élément avec ses parties.
word-origin = Origine
    .means = D'où vient une valeur, pour pouvoir y aller : fichier, feuille et cellule (par exemple vendors.xlsx › Vendors!C17), ou fichier et ligne.
word-key = Clé métier
    .means = Le numéro ou le nom sous lequel on connaît un enregistrement, par exemple le numéro de fournisseur.
word-target-id = Identifiant cible
    .means = Le numéro que l'ERP a donné à un enregistrement lors du chargement.
word-skipped = Écarté
    .means = Laissé de côté à dessein : filtré par une condition des règles, doublon d'un enregistrement déjà lu, ou inchangé depuis son chargement.
word-rejected = Rejeté
    .means = Non envoyé, parce que quelque chose doit d'abord être corrigé dans l'enregistrement. Les constats disent quoi et où.
word-refused = Refusé
    .means = Envoyé, et refusé par l'ERP. Les constats citent son message.
word-loaded = Chargé
    .means = L'ERP a confirmé avoir créé ou modifié l'enregistrement.
word-doubt = Incertain
    .means = Envoyé, mais la réponse s'est perdue. Rien d'incertain n'est renvoyé avant qu'on ait demandé à l'ERP s'il a l'enregistrement.
word-waiting = Non encore envoyé
    .means = Prêt, en attente du prochain chargement.
word-equation = Équation de clôture
    .means = Chaque enregistrement lu doit se retrouver dans un seul des groupes ci-dessus. Si les deux membres diffèrent, des enregistrements ont été perdus ou comptés deux fois.
word-total = Total de contrôle
    .means = Une somme ou un nombre qui doit être le même dans les fichiers d'origine, dans Landbridge et dans l'ERP : comme le total au bas d'une colonne, calculé trois fois séparément.
word-ledger = Registre
    .means = Le livre propre à Landbridge, qui note ce qu'il advient de chaque enregistrement, avant et après l'envoi.
word-tolerance = Tolérance
    .means = Une différence que quelqu'un a admise d'avance.
word-finding = Constat
    .means = Ce qu'une règle dit d'une valeur. Les constats de même cause sont montrés ensemble.
word-error = Erreur
    .means = Un constat qui empêche l'envoi de l'enregistrement.
word-warning = Avertissement
    .means = Un constat à connaître ; l'enregistrement continue son chemin.
word-break = Écart
    .means = Une différence entre ce qui a été envoyé et ce que l'ERP contient, constatée en relisant l'ERP.
word-reconcile = Rapprochement
    .means = Relire l'ERP et le comparer, valeur par valeur.
word-rehearsal = Répétition
    .means = Une exécution d'essai avant la bascule, avec un numéro.
word-cut-over = Bascule
    .means = L'exécution qui compte : ensuite, on travaille dans l'ERP.
word-sign-off = Acceptation
    .means = Une personne nommée accepte les totaux et les écarts ouverts d'une exécution.
