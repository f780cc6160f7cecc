## El informe de una ejecución.

# Dates, sizes, shares, lists.

month-1 = ene
month-2 = feb
month-3 = mar
month-4 = abr
month-5 = may
month-6 = jun
month-7 = jul
month-8 = ago
month-9 = sep
month-10 = oct
month-11 = nov
month-12 = dic
instant = { $day } { $month } { $year }, { $time } UTC
n-bytes = { $n ->
    [one] { $shown } byte
   *[other] { $shown } bytes
}
size-kilo = { $size } kB
size-mega = { $size } MB
size-giga = { $size } GB
under-a-tenth = menos de 0.1 %
a-second = { $rate } por segundo
list-last = { $before } y { $last }
joined = { $first }; { $then }
named = { $name }: { $what }
yes = sí
no = no
none-of-it = ninguna
nothing = nada
unknown = desconocido
all-of-it = todos
n-records = { $n ->
    [one] { $shown } registro
   *[other] { $shown } registros
}
n-findings = { $n ->
    [one] { $shown } hallazgo
   *[other] { $shown } hallazgos
}
n-requests = { $n ->
    [one] { $shown } petición
   *[other] { $shown } peticiones
}
n-rejects = { $n ->
    [one] { $shown } rechazo
   *[other] { $shown } rechazos
}
n-open-breaks = { $n ->
    [one] { $shown } diferencia abierta
   *[other] { $shown } diferencias abiertas
}
n-differences = { $n ->
    [one] { $shown } diferencia
   *[other] { $shown } diferencias
}

# The verdict.

verdict-unbalanced = Las cifras de { $object } no cuadran: { $what }.
verdict-unbalanced-more = Las cifras de { $number } objetos no cuadran, empezando por las de { $object }: { $what }.
verdict-lost = { $gap } de los { $read } registros leídos quedan sin explicar
verdict-surplus = { $read } registros leídos, { $accounted } explicados
n-totals-differ = { $n ->
    [one] { $shown } total de control difiere
   *[other] { $shown } totales de control difieren
}
n-breaks-are-open = { $n ->
    [one] { $shown } diferencia está abierta
   *[other] { $shown } diferencias están abiertas
}
verdict-books = { $held } de los { $read } registros leídos están cargados, pero las cuentas no coinciden: { $differences }.
verdict-books-file = { $held } de los { $read } registros leídos se enviarían, pero las cuentas no coinciden: { $differences }.
verdict-gate = La ejecución se detuvo en un límite, y no se envió nada: { $reason }.
verdict-gate-after = La ejecución se detuvo en un límite, tras cargar { $loaded } registros: { $reason }.
verdict-target = El ERP no estaba disponible: { $reason }. { $so-far }
verdict-login-erp = El ERP rehusó la identificación: { $reason }. { $so-far }
verdict-login-rights = El ERP no permite al usuario lo que se pidió: { $reason }. { $so-far }
verdict-login-token = El servidor de tokens rehusó la identificación: { $reason }. { $so-far }
verdict-login-proxy = Un proxy rehusó la identificación, y lo que rehusó nunca llegó al ERP: { $reason }. { $so-far }
verdict-held = La ejecución está en espera: { $reason }. { $so-far }
verdict-interrupted = La ejecución se interrumpió: { $reason }. { $so-far }
so-far = { $loaded } de los { $read } registros leídos están cargados. { $rest }
so-far-waits = El resto espera en el libro.
so-far-safe = Nada se pierde: el resto espera en el libro.
so-far-not-whole = Nada de esta ejecución se envía mientras sus archivos no estén completos.
so-far-unread = Nada se pierde: lo que no se leyó está en sus archivos.
verdict-nothing-read = Los archivos de origen no contienen registros: no se leyó ni se cargó nada
verdict-unchanged-all = Nada ha cambiado: los { $read } registros leídos están como los cargó una ejecución anterior, y { $sent }
verdict-unchanged-some = Nada ha cambiado: { $unchanged } de los { $read } registros leídos están como los cargó una ejecución anterior, y { $sent }
nothing-to-send = no hay nada que enviar
nothing-was-sent = no se envió nada
verdict-dry = No se escribió nada en el ERP: { $ready } de los { $read } registros leídos están listos para cargarse
verdict-file = No se envió nada: { $ready } de los { $read } registros leídos se compararon con un archivo en lugar del ERP, y ambos coinciden
verdict-own-word = { $loaded } de los { $read } registros leídos están cargados, según el propio ERP
verdict-no-proof = no es una prueba hasta que se lean de vuelta
verdict-nothing-new = No se cargó nada nuevo de { $read } registros leídos
claim-sent = Todo lo que se envió llegó
claim-accepted = Todo lo que el ERP aceptó está
claim-settled = Todo lo que está resuelto está
verdict-arrived = { $claim }: { $loaded } de los { $read } registros leídos están cargados y se encontraron en el ERP
verdict-decided = Ninguna diferencia queda abierta: { $loaded } de los { $read } registros leídos están cargados, y lo que el ERP contiene de otro modo está decidido ({ $decided })
verdict-decided-file = No se envió nada: { $loaded } de los { $read } registros leídos se compararon con un archivo en lugar del ERP, y lo que contiene de otro modo está decidido ({ $decided })
verdict-unshown = Todo lo que el ERP muestra está allí: { $loaded } de los { $read } registros leídos están cargados y se encontraron en él; { $unshown } están cargados según su sola palabra, pues nada los muestra
rest-people = { $n ->
    [one] { $shown } requiere la atención de una persona
   *[other] { $shown } requieren la atención de una persona
}
rest-waits = { $n ->
    [one] { $shown } espera el envío
   *[other] { $shown } esperan el envío
}
rest-unchanged = { $n ->
    [one] { $shown } no ha cambiado
   *[other] { $shown } no han cambiado
}
rest-skipped = { $n ->
    [one] { $shown } se omitió
   *[other] { $shown } se omitieron
}

# Why a run did not come to its end.

why-unread = no se leyeron todos sus registros: está en curso, o se cortó
why-not-whole = un archivo de origen no está completo (no se pudo leer hasta el final, o sus propios totales no coinciden), por lo que no se envió nada
why-unsent = no llegó al envío: está en curso, o se cortó
why-loading = no llegó a su fin: está en curso, o se cortó
why-unproven = se envió todo, pero se detuvo antes de leer el ERP de vuelta hasta el final
why-given-up = se abandonó: una ejecución posterior retoma lo que no envió
why-asked = alguien pidió que se detuviera
why-stopped = se detuvo antes de terminar, y { $open }
why-waiting = { $n ->
    [one] { $shown } registro espera el envío
   *[other] { $shown } registros esperan el envío
}
why-doubts = { $n ->
    [one] { $shown } registro está en duda
   *[other] { $shown } registros están en duda
}
why-canary = se enviaron sus primeros registros, y el resto espera `landbridge go { $run }`

# What remains to be done.

task-equation = { $object }: { $gap } registros sin explicar
do-equation = Deténgase aquí: no se fíe de ninguna otra cifra de este objeto hasta entenderlo.
do-total = Compare las tres cuentas de abajo; la diferencia está en la fila.
do-break = Corríjala en el ERP o en el origen, o anote por qué se acepta.
task-doubt = { $n ->
    [one] { $shown } registro en duda
   *[other] { $shown } registros en duda
}
do-doubt = Lance la carga de nuevo: pregunta al ERP antes de reenviar nada.
task-refused = { $n ->
    [one] { $shown } registro rehusado por el ERP
   *[other] { $shown } registros rehusados por el ERP
}
do-refused = Lea las palabras del ERP entre los hallazgos, corrija la causa y reintente.
task-rejected = { $n ->
    [one] { $shown } registro rechazado antes del envío
   *[other] { $shown } registros rechazados antes del envío
}
do-rejected = Corrija las celdas nombradas entre los hallazgos y compruebe de nuevo.
task-again-doubt = { $n ->
    [one] { $shown } registro de la ejecución anterior que el reintento no resolvió
   *[other] { $shown } registros de la ejecución anterior que el reintento no resolvió
}
task-again-refused = { $n ->
    [one] { $shown } registro de la ejecución anterior rehusado de nuevo
   *[other] { $shown } registros de la ejecución anterior rehusados de nuevo
}
do-again-refused = Lea las palabras del ERP con `landbridge rejects`, corrija la causa y reintente.
task-not-sent = { $n ->
    [one] { $shown } registro aún no enviado
   *[other] { $shown } registros aún no enviados
}
do-not-sent = Lance la carga de nuevo: continúa donde terminó esta ejecución.
task-gate = Límite superado: { $gate }
do-gate = { $sentence }. { $advice }
over-a-gate = Corrija las causas, o suba el límite a propósito.
task-unasked = { $object }: { $number } { $subject } sin preguntar
do-unasked = Nadie sabe si el ERP los acepta: { $why }.
task-stopped = Detenida antes de tiempo: { $reason }
do-target = Lance de nuevo cuando el ERP vuelva: nada se envía dos veces.
task-login-erp = El ERP rehusó la identificación
task-login-rights = El ERP no permite lo que se pidió
task-login-token = El servidor de tokens rehusó la identificación
task-login-proxy = Un proxy en el camino rehusó la identificación
step-login-erp = No lo intente aún de nuevo, pues repetir una contraseña errónea bloquea a los usuarios: pregunte a los responsables del ERP si el usuario está bloqueado, o si la contraseña o el token ha caducado o fue revocado.
step-login-rights = Pida a los responsables del ERP que concedan el privilegio al usuario.
step-login-token = No lo intente aún de nuevo, pues repetir un secreto erróneo bloquea a los clientes: pregunte a los responsables del servidor de tokens si el cliente está bloqueado, o si su secreto o su clave ha caducado o fue revocado.
step-login-proxy = Pregunte a los responsables del proxy qué usuario y qué contraseña quiere; el ERP no tiene nada que ver.
step-login-shown = Corrija, si hace falta, lo que se presentó: { $shown }.
step-login-again = Lance la misma orden de nuevo: continúa donde terminó esta ejecución, y nada se envía dos veces.
shown-environment = `{ $setting }` (variable de entorno { $name })
shown-file = `{ $setting }` (archivo { $name })
shown-command = `{ $setting }` (lo que dice el programa { $name })
shown-line = `{ $setting }` (landbridge.yaml, línea { $name })
shown-nowhere = `{ $setting }` (no indicado)
do-held = Corrija lo que la retiene, o déjela seguir: el resto espera en el libro.
do-interrupted = Lance de nuevo: continúa donde terminó esta ejecución.
do-not-whole = Haga corregir el archivo, o expórtelo de nuevo: los hallazgos dicen qué le pasa. Después lance de nuevo: se lee desde el principio, y nada se envía dos veces.
do-unread = Lance de nuevo: todo se lee desde el principio, y nada se envía dos veces.
task-unproven = El ERP no se leyó de vuelta hasta el final
task-unproven-totals = { $n ->
    [one] { $shown } total de control no se leyó de vuelta
   *[other] { $shown } totales de control no se leyeron de vuelta
}
do-unproven = Lance `landbridge reconcile` para probar lo que llegó.

# Gates.

gate-what-rejects = rechazos
gate-what-warnings = avisos
gate-what-breaks = diferencias
gate-what-of = { $what } de { $object }
gate-short = { $what }, { $excess } de más
gate-records = { $of } registros
gate-records-of = { $of } registros de { $object }
gate-rejected = { $found } rechazados de { $records }
gate-warned = { $found } con avisos de { $records }
gate-open = { $breaks } en { $records }
gate-coded = { $found } con { $code } de { $records }
gate-allows = { $what }, y el límite admite { $allowed }

# What the ERP was asked, and what was retried.

asked-line = { $object }: { $asked } { $subject }, preguntados en { $requests }, { $amiss } con reparos
asked-unasked = { $line }, { $unasked } sin preguntar
subject-keys = claves de negocio
subject-records = registros de { $of }
subject-values = valores de { $of }
retried-none = nada se había rehusado
n-resent = { $n ->
    [one] { $shown } registro rehusado enviado de nuevo, { $became }
   *[other] { $shown } registros rehusados enviados de nuevo, { $became }
}
resent-loaded = { $n ->
    [one] { $shown } cargado
   *[other] { $shown } cargados
}
resent-refused = { $n ->
    [one] { $shown } rehusado de nuevo
   *[other] { $shown } rehusados de nuevo
}
resent-unsettled = { $n ->
    [one] { $shown } sin resolver
   *[other] { $shown } sin resolver
}
retried-line = { $object } de la ejecución { $run }: { $resent }; { $mended } de { $rejects } corregidos, y enviados por esta ejecución

# The head of the page.

page-kind = informe de una ejecución
page-skip = Ir al informe
run-in-title = ejecución { $run }, { $purpose }
run-title = Ejecución { $run }, { $purpose }
verdict-heading = Ejecución { $run }, { $purpose }: veredicto
colophon-made = Hecho por Landbridge { $program } a partir del libro de
colophon-run = , ejecución { $run }. Este archivo contiene todo lo que muestra y no pide nada a la red.
contents = Contenido
contents-verdict = Veredicto
contents-readiness = Preparación
contents-held = Marco
contents-words = Vocabulario
contents-followed = Registros seguidos
since-run = Desde la ejecución { $run }
since-heading = Desde la ejecución { $run }, { $purpose }
print-summary = Imprimir el resumen
print-all = Imprimir todo
alarm-title = no cuadra.
alarm-figures = Leídos { $read }, explicados { $accounted }: diferencia
alarm-rely = No se fíe de ninguna otra cifra de este objeto hasta entenderlo.
tasks-title = Lo que queda por hacer
fact-command = Orden
fact-by = Ejecutada por
fact-target = Destino
fact-started = Inicio
fact-ended = Fin
fact-took = Duración
fact-until = { $duration }, hasta el { $ended }
fact-asked = Preguntado al ERP
fact-retried = Reintentado
operator-unknown = desconocido
command-check = check (comprobación en seco, no se escribe nada)
command-load = load (carga, sin leer de vuelta)
command-load-reconciled = load (carga, leída de vuelta y comparada después)
command-run = run (comprobación, carga, conciliación)
command-reconcile = reconcile (lectura de vuelta y conciliación)
command-retry = retry (reintento de lo que ya no se rechaza)
command-plan = plan (se lee el ERP, no se escribe nada)

# From read to loaded.

funnel-title = De la lectura a la carga
funnel-lead = Cada registro leído debe encontrarse en un grupo, y solo en uno.
funnel-so = Así es:
funnel-equal = ambos lados son iguales.
funnel-not-so = No es así: los dos lados difieren.
term-read = leídos
term-loaded = cargados
term-skipped = omitidos
term-rejected = rechazados
term-refused = rehusados
term-doubt = en duda
term-waiting = aún no enviados
term-gap = sin explicar
flow-title = El camino de los registros, de la lectura a la carga
flow-table = { $summary }. La tabla de abajo tiene las cifras.
flow-filtered = omitidos: no deseados
flow-duplicate = omitidos: duplicados
flow-unchanged = omitidos: sin cambios
flow-taken-back = omitidos: retirados
flow-not-asked = omitidos: no reintentados
flow-extract = rechazados: ilegibles
flow-map = rechazados por las reglas
flow-validate = rechazados por los controles
flow-reference = rechazados: referencia
flow-refused = rehusados por el ERP
flow-ready = listos para cargar
flow-as-if = comparados como enviados
funnel-caption = Registros por objeto, en orden de carga
col-object = Objeto
col-read = Leídos
col-skipped = Omitidos
col-rejected = Rechazados
col-loaded = Cargados
col-refused = Rehusados
col-doubt = En duda
col-not-sent = No enviados
col-adds-up = Cuadra
adds-yes = Sí
adds-no = No: { $gap }
all-objects = Todos los objetos
owner = Responsable:
part-filtered = filtrados
part-duplicate = duplicados
part-taken-back = retirados
part-not-asked = no reintentados
part-unchanged = sin cambios
part-extract = lectura
part-map = reglas
part-validate = control
part-reference = referencia
part-created = creados
part-updated = modificados
part-not-sent = no enviados
object-compared = { $records }: leídos de vuelta y comparados
object-compared-part = Solo { $records }: comparados hasta ahora
object-not-read-back = Sin leer de vuelta

# Control totals.

totals-title = Totales de control
totals-none = Ningún objeto de esta ejecución pide totales de control. Los registros se contaron, los importes no se sumaron.
totals-lead = La misma suma en tres cuentas: archivos de origen, Landbridge, ERP. Archivos de origen = retenido + cargado, y cargado = ERP. Las cifras se escriben 1,234.56: una coma entre los millares, un punto antes de los decimales.
totals-in-summary = Este resumen solo muestra los totales que difieren.
totals-caption = Totales de control en las tres cuentas
col-group = Grupo
col-legacy = Archivos de origen
col-kept-back = Retenido
total-loaded = Cargado
col-erp = ERP
col-erp-less-loaded = ERP menos cargado
col-result = Resultado
n-differ = { $n ->
    [one] { $shown } difiere
   *[other] { $shown } difieren
}
n-groups-omitted = { $n ->
    [one] { $shown } grupo más está en el libro, que los contiene todos; se muestran los que difieren y después los mayores.
   *[other] { $shown } grupos más están en el libro, que los contiene todos; se muestran los que difieren y después los mayores.
}
total-all = Todo
total-skipped = omitido
total-rejected = rechazado
total-refused = rehusado
total-doubt = en duda
total-not-sent = no enviado
not-read-back = no leído de vuelta
total-unaccounted = { $rest } de los archivos de origen sin explicar
too-long = demasiado largo para sumar
result-differs = Difiere
result-not-read-back = No leído de vuelta
result-agrees = Coincide
result-decided = Difiere según lo decidido
result-within = Dentro de la tolerancia
age-not-due = no vencido
age-over = más de { $days }
age-no-date = sin fecha
trial-title = Balances de comprobación
trial-lead = Débitos y créditos de cada cuenta, en los archivos de origen y en el ERP. Lo retenido, y la diferencia entre el ERP y lo cargado, se refieren al saldo: débitos menos créditos.
trial-caption = Balances de comprobación por cuenta
col-account = Cuenta
col-legacy-debit = Débito de origen
col-legacy-credit = Crédito de origen
col-erp-debit = Débito ERP
col-erp-credit = Crédito ERP
trial-all = Todas las cuentas
trial-balanced = Débitos iguales a los créditos
trial-unbalanced = Débitos ERP distintos de los créditos
trial-unbalanced-legacy = Débitos de origen distintos de los créditos

# Readiness, forecast, rehearsals.

readiness-title = Grado de preparación para el paso a producción
readiness-lead = De cada cien registros, cuántos están donde deben; nunca más de 99 mientras falte algo.
gates-of-today = El libro no guardó los límites de esta ejecución: se juzga por los de hoy.
readiness-caption = Preparación por objeto
col-score = Nota
col-missing = Lo que falta
missing-unread = no se leyó nada
missing-equation = las cifras no cuadran
missing-totals = hay totales de control que difieren
missing-doubt = hay registros en duda
missing-gate = límite: { $gate }
forecast-title = Duración prevista del paso a producción
forecast-caption = Duración prevista por objeto, en orden de carga
col-records = Registros
col-measured = Al ritmo medido
col-at-limit = Al límite permitido
col-after = Después de
on-critical-path = en el camino crítico
forecast-measured = Un objeto tras otro, el paso a producción tarda { $time } al ritmo que midió esta ejecución.
n-a-second = { $n ->
    [one] { $shown } petición por segundo
   *[other] { $shown } peticiones por segundo
}
forecast-permitted = Al límite permitido de { $limit }, tarda { $time }.
forecast-path = El camino crítico es { $path }, { $time }: cada uno necesita el anterior.
forecast-left = No se midió nada de { $objects }.
since-sentence = Causas de los hallazgos: { $new } nuevas, { $remains } siguen ahí, { $fixed } corregidas.
since-left-out = Nada se dice de { $objects }: solo una de las dos ejecuciones lo leyó hasta el final.
since-caption = Causas: nuevas, restantes, corregidas
col-cause = Causa
col-then = Entonces
col-now = Ahora
standing-new = nueva
standing-remains = sigue ahí
standing-fixed = corregida
n-causes-omitted = { $n ->
    [one] Otra causa no figura aquí.
   *[other] Otras { $shown } causas no figuran aquí.
}
history-caption = Rechazos y diferencias abiertas, ejecución a ejecución
history-run = { $run }, { $purpose }
col-run = Ejecución
col-rejects = Rechazos
col-open-breaks = Diferencias abiertas
stages-caption = Tiempos y registros por segundo, entonces y ahora
col-stage = Etapa
stage-extract = lectura
stage-map = reglas
stage-validate = control
stage-load = carga
stage-reconcile = conciliación

# Findings.

findings-title = Hallazgos por causa
findings-none = Sin hallazgos: las reglas, los controles y el esquema del ERP aceptaron todos los valores.
findings-lead = Una línea por causa, la más grave primero: qué está mal y en cuántos registros. Abra una línea para saber qué hacer y ver ejemplos con su lugar en el archivo de origen.
find = Buscar
find-findings = código, campo, archivo o valor
find-breaks = clave, campo o valor
show = Mostrar
show-all = todo
show-errors = errores
show-warnings = avisos
show-all-kinds = todos los tipos
open-all = Abrir todo
close-all = Cerrar todo
shown-of = %1 de %2
cause-owner = responsable
n-causes = { $n ->
    [one] { $shown } causa de rechazo
   *[other] { $shown } causas de rechazo
}
n-warnings = { $n ->
    [one] { $shown } aviso
   *[other] { $shown } avisos
}
n-causes-unlisted = { $n ->
    [one] Otra causa no figura aquí; `landbridge rejects` da todos los rechazos.
   *[other] Otras { $shown } causas no figuran aquí; `landbridge rejects` da todos los rechazos.
}
tag-error = Error
tag-warning = Aviso
word-records = { $n ->
    [one] registro
   *[other] registros
}
found-at = { $findings } en la etapa { $stage }.
says-more = dice más.
samples-all = Todos los hallazgos
samples-some = Ejemplos, { $shown } de { $findings }
col-where = Dónde
col-key = Clave de negocio

# Breaks.

breaks-short = Diferencias
breaks-title = Diferencias: lo que el ERP contiene de otro modo
breaks-check = Una comprobación no carga nada: no hay nada que comparar.
breaks-none = Ninguna. { $records }: leídos de vuelta del ERP, y todo valor comparado está como se envió.
breaks-unknown = Se desconoce: el ERP no se leyó de vuelta hasta el final. Hasta entonces, una carga lograda no prueba nada.
breaks-lead = Leídos de vuelta del ERP y comparados: { $records }. Lo que difiere entre el envío y el ERP está resaltado.
sort-by = Ordenar por
sort-kind = tipo
sort-record = registro
sort-attribute = atributo
sort-size = tamaño de la diferencia
in-common = Lo que tienen en común:
not-open = Ya no están abiertas:
let-pass = Admitido por una regla:
allowed-line = { $differences } de { $field }: { $rule } ({ $owner }: { $reason })
decided-fixed = { $n ->
    [one] { $shown } corregida
   *[other] { $shown } corregidas
}
decided-explained = { $n ->
    [one] { $shown } explicada
   *[other] { $shown } explicadas
}
decided-accepted = { $n ->
    [one] { $shown } aceptada
   *[other] { $shown } aceptadas
}
decision-open = abierta
decision-fixed = corregida
decision-explained = explicada
decision-accepted = aceptada
decision-reopened = reabierta
decided-told = { $decision } por { $by } el { $day }: { $why }
breaks-first = Aquí figuran las primeras { $listed } de { $total } diferencias abiertas.
breaks-caption = Diferencias de { $object }, valor por valor
col-record = Registro
col-legacy-file = Archivo de origen
col-sent = Enviado
decided = Decisión:
target-id = identificador de destino
too-little = { $by } de menos en el ERP
too-much = { $by } de más en el ERP
kind-missing = faltante
kind-duplicate = duplicado
kind-amount = importe
kind-unexpected = inesperado
kind-date = fecha
kind-text = texto
kind-reference = referencia
kind-ambiguous = ambiguo
kind-ledger = libro
means-missing = cargado, pero no se encuentra en el ERP
means-duplicate = más de una vez en el ERP
means-amount = el importe difiere
means-unexpected = en el ERP, pero nunca cargado
means-date = la fecha difiere
means-text = el texto difiere
means-reference = se refiere a otro registro que el debido
means-ambiguous = varios registros del ERP podrían ser este
means-ledger = el libro no contiene lo que contiene el archivo de origen

# Records followed.

followed-lead = Algunos registros de cada tipo, desde su lugar en el archivo de origen hasta el ERP. Cualquier otro se sigue con `landbridge show CLAVE`, también a través de cada regla.
no-key = sin clave
step-read = Leído
step-found = Hallado
step-found-expected = encontrado
step-expected = , esperado
step-sent = Enviado
step-state = Estado
step-returned = , leído de vuelta del ERP
values-caption = Valor por valor
col-attribute = Atributo
as-sent = como se envió
value-differs = difiere
not-compared = no comparado
n-values-omitted = { $n ->
    [one] Otro valor no figura aquí.
   *[other] Otros { $shown } valores no figuran aquí.
}
every-rule = Cada regla del camino:
no-answer-yet = aún sin respuesta
state-not-yet-sent = aún no enviado
state-sending = enviándose
state-loaded = cargado
state-refused = rehusado
state-in-doubt = en duda
state-rejected = rechazado
state-not-sent = no enviado
state-ready = listo
state-skipped-filtered = omitido: filtrado
state-skipped-duplicate = omitido: duplicado
state-skipped-unchanged = omitido: sin cambios
state-skipped-not-retried = omitido: no reintentado
state-skipped-taken-back = omitido: retirado

# Times, extracts, terms, sign-off.

times-short = Tiempos
times-title = Tiempos y rendimiento
times-none = No se cronometró ninguna etapa.
times-lead = Del primer al último registro de una etapa. Las etapas avanzan en paralelo: su suma puede superar la duración de la ejecución.
chart-title = Tiempo por etapa, todos los objetos juntos
chart-table = { $summary }. La tabla de abajo tiene las cifras por objeto.
times-caption = Tiempo por objeto y etapa
col-time = Tiempo
col-a-second = Registros por segundo
wire-title = Por la red
wire-requests = Peticiones
wire-retries = Reenviadas
wire-throttled = Con ruego de ir más despacio
wire-failed = Sin respuesta útil
wire-sent = Enviado
wire-received = Recibido
wire-median = La mitad respondida en menos de
wire-p95 = 95 de 100 en menos de
wire-slowest = Respuesta más lenta
extracts-title = Archivos leídos
extracts-none = Esta ejecución no leyó ningún archivo de origen.
extracts-lead = Los archivos de origen tal como se leyeron. El SHA-256 prueba que un archivo es el que se leyó: `sha256sum ARCHIVO`, o `Get-FileHash ARCHIVO` en Windows.
extracts-caption = Archivos de origen con sus huellas
col-file = Archivo
col-bytes = Bytes
held-title = Lo que regía en esta ejecución
held-lead = Parámetros, tablas de correspondencias y autorizaciones tal como eran al inicio de la ejecución.
parameters-caption = Parámetros vigentes
col-parameter = Parámetro
col-value = Valor
crosswalks-caption = Tablas de correspondencias
col-crosswalk = Tabla
col-owner = Responsable
col-version = Versión
col-codes = Códigos
col-content-hash = SHA-256 del contenido
approvals-caption = Fuentes confidenciales, y quién autorizó su lectura
col-source = Fuente
col-purpose = Finalidad
col-approver = Autorizada por
sign-off-title = Aceptación
sign-off-none = Nadie ha aceptado aún esta ejecución. Una persona con nombre acepta sus totales y diferencias abiertas con `landbridge sign-off { $run }`.
sign-on-paper = Para firmar en papel
signed-on = aceptó los totales y las diferencias abiertas de esta ejecución el { $at }.

# The workbook and the text for a merge request.

book-title = Ejecución { $run } de { $project }
project-run = { $project }: ejecución { $run }, { $purpose }
sheet-summary = Resumen
sheet-records = Registros
sheet-totals = Totales
sheet-causes = Causas
sheet-findings = Hallazgos
sheet-rejects = Rechazos
sheet-breaks = Diferencias
in-a-sentence = En una frase
col-how = Cómo
figure-filtered = Omitidos: no deseados
figure-duplicate = Omitidos: duplicados
figure-unchanged = Omitidos: sin cambios
figure-taken-back = Omitidos: retirados
figure-not-asked = Omitidos: no reintentados
figure-extract = Rechazados: ilegibles
figure-map = Rechazados: reglas
figure-validate = Rechazados: controles
figure-reference = Rechazados: referencia
figure-created = Cargados: creados
figure-updated = Cargados: modificados
figure-waiting = Aún no enviados
col-accounted = Explicados
col-unaccounted = Sin explicar
col-compared = Comparados con el ERP
col-total = Total
amount-skipped = Omitido
amount-rejected = Rechazado
amount-refused = Rehusado
amount-doubt = En duda
amount-waiting = Aún no enviado
col-tolerance = Tolerancia
col-decided = Decidido
agrees-decided = decidido
amount-unaccounted = Sin explicar
col-agrees = Coincide
col-remark = Observación
remark-digits = Más cifras de las que tiene un número de hoja de cálculo: escrito como texto, calculado por Landbridge.
col-wrong = Qué está mal
col-findings = Hallazgos
col-causes = Causas
col-state = Estado
col-kind = Tipo
col-erp-less-sent = ERP menos enviado
col-target-id = Identificador de destino
col-decision = Decisión
col-by = Por
col-at = El
col-why = Por qué
totals-that-differ = Totales de control que difieren
open-breaks-title = Diferencias abiertas
col-means = Lo que significa
col-open = Abiertas
n-causes-more = { $n ->
    [one] Otra causa: véase el propio informe.
   *[other] Otras { $shown } causas: véase el propio informe.
}
since-line = Desde la ejecución { $run }, { $purpose }: { $sentence }

# The words of the report.

glossary-title = El vocabulario de este informe
word-erp = ERP
    .means = El nuevo sistema al que van los datos, por ejemplo Oracle Fusion Cloud.
word-object = Objeto
    .means = Una clase de cosa en el ERP: proveedores, facturas, pedidos de compra.
word-extract = Archivo de origen
    .means = Un archivo del sistema antiguo tal como se leyó. Su SHA-256 es una huella: si cambia un carácter del archivo, cambia también la huella.
word-record = Registro
    .means = Una cosa que trasladar: una fila de una hoja, una línea de un archivo, o un elemento con sus partes.
word-origin = Procedencia
    .means = De dónde vino un valor, para poder ir allí: archivo, hoja y celda (por ejemplo vendors.xlsx › Vendors!C17), o archivo y línea.
word-key = Clave de negocio
    .means = El número o nombre por el que la gente conoce un registro, por ejemplo el número de proveedor.
word-target-id = Identificador de destino
    .means = El número que el ERP dio a un registro al cargarlo.
word-skipped = Omitido
    .means = Dejado fuera a propósito: filtrado por una condición de las reglas, duplicado de un registro ya leído, o sin cambios desde que se cargó.
word-rejected = Rechazado
    .means = No enviado, porque antes hay que corregir algo en el registro. Los hallazgos dicen qué y dónde.
word-refused = Rehusado
    .means = Enviado, y no aceptado por el ERP. Los hallazgos citan sus palabras.
word-loaded = Cargado
    .means = El ERP confirmó que creó o modificó el registro.
word-doubt = En duda
    .means = Enviado, pero la respuesta se perdió. Nada en duda se reenvía antes de preguntar al ERP si tiene el registro.
word-waiting = Aún no enviado
    .means = Listo, a la espera de la próxima carga.
word-equation = Ecuación de cierre
    .means = Cada registro leído debe encontrarse en uno solo de los grupos de arriba. Si los dos lados difieren, se perdieron registros o se contaron dos veces.
word-total = Total de control
    .means = Una suma o un recuento que debe ser igual en los archivos de origen, en Landbridge y en el ERP: como la suma al pie de una columna, calculada tres veces por separado.
word-ledger = Libro
    .means = El libro propio de Landbridge, que anota qué pasa con cada registro, antes y después del envío.
word-tolerance = Tolerancia
    .means = Una diferencia que alguien admitió de antemano.
word-finding = Hallazgo
    .means = Lo que una regla dice de un valor. Los hallazgos con la misma causa se muestran juntos.
word-error = Error
    .means = Un hallazgo que impide enviar el registro.
word-warning = Aviso
    .means = Un hallazgo que conviene conocer; el registro sigue su camino.
word-break = Diferencia
    .means = Lo que difiere entre lo que se envió y lo que el ERP contiene, visto al leer el ERP de vuelta.
word-reconcile = Conciliación
    .means = Leer el ERP de vuelta y compararlo, valor por valor.
word-rehearsal = Ensayo
    .means = Una ejecución de práctica antes del paso a producción, con un número.
word-cut-over = Paso a producción
    .means = La ejecución que cuenta: después, la gente trabaja en el ERP.
word-sign-off = Aceptación
    .means = Una persona con nombre acepta los totales y las diferencias abiertas de una ejecución.
