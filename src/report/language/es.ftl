sheet = Hallazgos
title = Hallazgos de Landbridge en { $file }
about = { $errors ->
    [0] Ningún hallazgo retiene un registro.
    [one] Un hallazgo retiene un registro.
   *[other] { $errors } hallazgos retienen registros.
} { $warnings ->
    [0] { "" }
    [one] Otro merece una mirada.
   *[other] Otros { $warnings } merecen una mirada.
}
how = Corrija las celdas coloreadas en este archivo, guárdelo y devuélvalo con su nombre anterior. Esta hoja puede quedarse: no se lee.
how-list = Corrija los lugares en el propio archivo, guárdelo y devuélvalo con su nombre anterior.
left-out = Otros { $count } hallazgos no están en esta lista; vendrán con la próxima comprobación.
cell = Celda
place = Lugar
weight = Gravedad
field = Campo
finding = Hallazgo
found = Encontrado
expected = Esperado
remedy = Qué hacer
key = Registro
code = Código
error = error
warning = aviso
note = { $field }: { $title }
    Encontrado: { $found }
    Esperado: { $expected }
    { $remedy }

SRC-UNREADABLE = el archivo no se puede leer
    .remedy = Repare o sustituya el archivo; vea lo encontrado y lo esperado.
SRC-RECORD = el registro no se puede leer
    .remedy = Corrija la línea en el archivo de origen.
SRC-DIGITS-LOST = el número tiene más cifras de las que guarda una hoja de cálculo
    .remedy = Guarde el número como texto en el archivo de origen.
SRC-ERROR-CELL = la celda contiene un error
    .remedy = Repare la fórmula, o escriba el valor.
SRC-MERGED = la celda está cubierta por un rango combinado
    .remedy = Separe las celdas y rellene cada una.
SRC-REPEATED-HEADER = el encabezado aparece de nuevo entre los registros
    .remedy = Nada, si se sabe que la exportación lo hace; si no, exporte el archivo de nuevo.
SRC-SAME-FILE = el archivo está dos veces
    .remedy = Quite uno de los dos. Si dos oficinas enviaron realmente lo mismo, nada se pierde: se leyó una vez.
SRC-DECLARED = el total que declara el archivo no coincide
    .remedy = Pida el archivo de nuevo.
SRC-HIDDEN = el registro está en una fila u hoja oculta
    .remedy = Muéstrela, o haga excluir el registro.
SRC-REPEATED = varios valores donde se esperaba uno
    .remedy = Deje un solo valor, o haga precisar la ruta en la regla.
SRC-UNDECODABLE = hay bytes que no son texto en esta codificación
    .remedy = Guarde el archivo en UTF-8, o indique su codificación verdadera.
SRC-MALFORMED = el campo no tiene la forma que indica su descripción
    .remedy = Corrija el campo en el archivo.
SRC-RAGGED = la línea no tiene tantos campos como el encabezado
    .remedy = Corrija la línea; lo más frecuente es que falte una comilla en un texto que contiene el separador.
SRC-PHANTOM-DATE = la fecha no existe
    .remedy = Corrija la fecha en la celda.
MAP-DATE-FORMAT = el valor no es una fecha en la forma acordada
    .remedy = Corrija la celda, o haga añadir su forma a la regla.
MAP-NUMBER-FORMAT = el valor no es un número en la forma acordada
    .remedy = Corrija la celda.
MAP-UNMAPPED-CODE = el código no está en la tabla de correspondencias
    .remedy = Corrija la celda, o haga añadir el código a la tabla.
MAP-FORM = el texto no tiene la forma que pide la regla
    .remedy = Corrija la celda: pida el valor correcto a quien lo conoce en vez de cambiar un dígito.
MAP-CONVERT = el importe no se puede convertir
    .remedy = Corrija la unidad, añádala a la tabla de unidades del proyecto o indique `decimals`.
MAP-RATE = no hay un único tipo de cambio
    .remedy = Añada el tipo a la tabla, corrija la moneda o el día del registro, o admita más días (`days`).
MAP-PERIOD = el día no está en ningún periodo abierto
    .remedy = Corrija el día o el nombre del periodo, o abra el periodo en el calendario.
MAP-NAME = no se distinguen las partes del nombre
    .remedy = Escriba «Apellido, Nombre» en el archivo de origen, o guarde las partes en columnas propias.
MAP-ADDRESS = no se distinguen las partes de la dirección
    .remedy = Escriba cada parte en su línea o tras una coma, corrija el código postal o el país, o guarde las partes en columnas propias.
MAP-TYPE = el valor no es del tipo del atributo
    .remedy = Corrija la celda.
MAP-EXPRESSION = el cálculo falla en este registro
    .remedy = Corrija los valores.
VAL-REQUIRED = falta un valor obligatorio
    .remedy = Rellene la celda.
VAL-LENGTH = el texto es demasiado largo
    .remedy = Acorte el texto.
VAL-PRECISION = el número tiene demasiadas cifras
    .remedy = Redondee el número.
VAL-ALLOWED = el valor no es de los que conoce el ERP
    .remedy = Use un valor de la lista.
VAL-PATTERN = el texto no tiene la forma exigida
    .remedy = Corrija el texto.
VAL-RANGE = el número está fuera de los límites
    .remedy = Corrija el número.
VAL-UNKNOWN-ATTRIBUTE = el ERP no tiene ese atributo
    .remedy = Nada que corregir aquí: el nombre del atributo se corrige en la regla.
VAL-NOT-WRITABLE = el atributo no se puede rellenar
    .remedy = Nada que corregir aquí: el atributo se quita de la regla.
VAL-CHECK = falla una comprobación
    .remedy = Lea las palabras de la comprobación, y corrija el registro.
VAL-UNIQUE = el valor no es único
    .remedy = Corrija o reúna los registros.
VAL-UNASKED = no se preguntó al ERP
    .remedy = Ejecute «landbridge check --with-target»; si se le preguntó, vea por qué no respondió.
VAL-SUM = la suma no es la que declara el registro
    .remedy = Compare las líneas con el documento: falta una, está repetida o mal escrita, o la suma declarada es falsa.
VAL-BALANCE = los importes no cuadran
    .remedy = Busque el importe de la diferencia entre los registros del grupo.
VAL-SPAN = hay periodos que se solapan
    .remedy = Corrija el primer o el último día; el hallazgo nombra el otro registro.
VAL-SCREEN = el nombre se parece a uno de una lista
    .remedy = Una persona compara las dos partes, y decide.
KEY-MISSING = la clave está vacía
    .remedy = Rellene la clave.
KEY-CONFLICT = registros con la misma clave difieren
    .remedy = Decida cuál es correcto; corrija o quite los otros.
KEY-EXISTS = el ERP ya tiene esta clave
    .remedy = Averigüe de dónde viene el registro del ERP. Si es el mismo, quite este o haga que se modifique; si no, corrija la clave.
KEY-REHEARSAL = la clave lleva el prefijo de un ensayo
    .remedy = Quite el registro del extracto, o corrija su clave. Si el propio sistema antiguo tiene tales claves, elija otro prefijo.
JOIN-ORPHAN = el registro anidado no pertenece a ningún registro
    .remedy = Corrija la clave, o añada el registro que falta.
REF-MISSING = el registro al que se refiere no existe
    .remedy = Corrija la referencia, o haga cargar antes el registro que falta.
REF-REJECTED = el registro al que se refiere fue rechazado
    .remedy = Corrija primero ese registro.
