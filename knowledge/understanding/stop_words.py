"""Words that say nothing about what a session is about: grammar, and what people fill their speech with."""

from knowledge.folding import fold

_ENGLISH = """
a able about above across actually after again against ago ahead all allow almost along already alright also although
always am amazing among amount an and another answer any anybody anymore anyone anything anyway are area around as ask
asked asking aspect at available away awesome back bad based basically be because become been before began begin behind
being believe best better between big bit both bring brought build building built bunch but by call called came can
cannot care case cases certain certainly change check clear clearly close come comes coming completely component
conference conversation cool could couple course cover create created cut day days deal decided definitely did didn
different difference difficult discuss do does doesn doing don done down each early easier easily easy either else end
enough episode especially essentially etc even ever every everybody everyone everything everywhere exactly example
examples excited exciting fact fairly fall far fast favorite feel feels few figure finally find fine first five fix
focus folks for forward found four from front full fully fun further gave general generally get gets getting give given
gives giving glad go goal goes going gonna good got gotta great group guess guest guests guy guys had half hand happen
happened happening happens happy hard has have haven having he hear heard hello help helped helpful helps her here hey
hi high him his hold hope hour hours how however huge i idea ideas if imagine important in inside instead interested
interesting into introduce introduction is isn issue it its itself job join joined just keep kept kind kinds knew know
known knows large last late later learn learned learning least leave left less let lets level life like likely line list
listener listeners listening little live long longer look looked looking looks lot lots love made main maintain major
make makes making man many matter may maybe me mean means meant mentioned middle might million mind minute minutes
moment month months more morning most mostly move moving much multiple must my myself name near nearly necessarily
necessary need needed needs never new next nice no nobody non none nor not note nothing now number obviously of off
often oh ok okay old on once one ones only onto open opinion opportunity option or order other others otherwise our ours
ourselves out outside over overall own page paper part particular particularly past pay people perfect perhaps
period person perspective pick piece pieces place places plan play please plus point points possible possibly practice
present presentation pretty previous probably problem problems process project projects proper provide put question
questions quick quickly quite ran rather re read reading ready real really reason reasons recently related remember
requires rest result results right room run running said same saw say saying says scale second section see seeing seem
seems seen sense series set seven several shall share she short should shouldn show showing shows side similar simple
simply since single sit situation six skip small so some somebody someone something sometimes somewhere soon sorry
sort sorts speak speaker speakers special specific specifically spend spent stage stand start started starting starts
state stay step steps still stop story stuff style such suddenly super support suppose supposed sure system systems
take taken takes taking talk talked talking talks ten tend term terms than thank thanks that the their them themselves
then there therefore these they thing things think thinking third this those though thought thoughts thousand three
through throughout time times title to today together told tomorrow tonight too took top topic topics total totally
toward towards tried true truly try trying turn turned turns tutorial twelve two type types typical typically
under understand understanding unless unlike until up upon us use used useful user users uses using usual usually value
various ve version very via video view wait walk wanna want wanted wants was watch way ways we week weeks welcome well
went were weren what whatever when whenever where whereas whether which while who whole whom whose why wide will with
within without won wonder wonderful wondering word words work worked working works world worse worth would wouldn wow
write writing wrong yeah year years yep yes yesterday yet you your yours yourself zero ll isn wasn aren couldn hasn hadn
com www http https org
"""
_GERMAN = """
ab aber acht ah alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus
äh ähm bald bei beide beiden beim beispiel bin bis bisschen bist bitte da dabei dadurch dafür dagegen daher damit danach
dann daran darauf daraus darf darüber darum das dass davon dazu dein deine dem den denke denken denn der deren des
deshalb dessen dich die dies diese diesem diesen dieser dieses ding dinge dir doch dort drei du durch eben ebenso egal
eher eigentlich ein eine einem einen einer eines einfach einige einiges einmal ende er erst erste ersten es etwa etwas
euch euer eure fall fast finde finden frage fragen für fünf ganz ganze ganzen gar geben gegen gehen geht gemacht genau
genug gerade gern gerne gesagt gibt ging ging glaube gleich groß große gut gute guten haben hab habe halt hallo hast hat
hatte hatten hätte hätten heißt her heute hier hin hinter hm ich ihm ihn ihnen ihr ihre ihrem ihren im immer in ist ja
jahr jahre je jede jedem jeden jeder jedes jemand jetzt kam kann kannst kein keine keinem keinen klar kleine kommen
kommt können könnte könnten kurz lang lange lassen lässt leute leider liegt mach mache machen macht mal man manche
manchmal mehr mein meine meinem meinen meist menge mich minute minuten mir mit möchte mögen müssen muss musste na nach
nachher nämlich natürlich neben nein neue neuen nicht nichts nie niemand nimmt noch nun nur ob oben oder ohne okay paar
punkt quasi recht richtig rum sache sachen sage sagen sagt sagte schaut schauen schnell schon schön sehe sehen sehr sei
seid sein seine seinem seinen seiner seit selbst sich sicher sie sieht sind so sogar solche soll sollen sollte sondern
sonst sozusagen später stellen stück tag tage teil tun über überhaupt um und uns unser unsere unten unter viel viele
vielen vielleicht vier vom von vor vorher wann war waren wäre warum was weg wegen weil weiß weiter welche welchem
welchen welcher welches wenig wenige weniger wenn wer werde werden wie wieder will willst wir wird wirklich wissen wo
woche wochen wohl wollen wollte worden wurde wurden würde würden zehn zeige zeigen zeit zu zum zur zurück zwar zwei
zweite zwischen
"""

STOP_WORDS = frozenset(fold(word) for word in (_ENGLISH + _GERMAN).split())
