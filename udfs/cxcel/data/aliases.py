"""Headers that platforms give to each role, normalised as `headers.normal` does: lower case, no accents, no units.

`NAMES` say the role precisely; `ALSO` are looser and lose to a precise name in the same table. Earlier ones win over
later ones. English first, then German, French, Spanish, Italian and Dutch.
"""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "contact_id": """
        contact id, call id, ticket id, case id, interaction id, conversation id, chat id, contact number, call
        number, ticket number, case number, interaction number, contactid, callid, ticketid, caseid, incident id,
        request id, session id, call reference, ticket, ticket key, ticket ref, anruf id, anrufnummer,
        vorgangsnummer, ticketnummer, kontakt id, id appel, id du contact, id contact, numero de ticket, id ticket,
        numero ticket, id llamada, id de llamada, id contacto, numero de caso, id chiamata, id contatto, gesprek id,
        gespreksnummer, contactnummer, call uuid, call sid, contact uuid, ucid, acd call id, segment id,
        gespreks id, n appel, n d appel, n ticket, no appel, numero d appel, numero appel, nr anruf
    """,
    "customer_id": """
        customer id, customer number, client id, user id, member id, account id, subscriber id, loyalty number,
        customerid, customer no, cust id, custid, custno, caller id, requester id, person id, consumer id, kunden
        id, kundennummer, kunden nr, kundennr, id client, numero client, numero de client, id cliente, numero de
        cliente, numero cliente, codice cliente, codigo cliente, codigo de cliente, klant id, klantnummer, klantnr,
        membership number, loyalty id, account number, policy number, contract number, customer key, client number,
        customer code, client code, membership id, loyalty member id, external data reference, customer ref,
        n client, no client, nr client
    """,
    "answer_id": """
        response id, answer id, survey id, respondent id, survey response id, feedback id, responseid, respondentid,
        record id, submission id, antwort id, id reponse, id respuesta, id risposta, antwoord id, survey number,
        response number, collector response id
    """,
    "agent": """
        agent, agent name, agent id, advisor, adviser, representative, rep, assignee, assignee name, owner, handled
        by, operator, agent email, csr, csr name, rep name, case owner, ticket owner, mitarbeiter, berater,
        agentenname, bearbeiter, conseiller, teleconseiller, agente, asesor, operatore, consulente, medewerker,
        agent full name, user name, assigned to, assigned agent, advisor name, employee, operator name, adviser name
    """,
    "team": """
        team, team name, group, queue, queue name, skill, skill group, skill name, department, agent group, assignee
        group, business unit, bu, assigned group, abteilung, gruppe, warteschlange, equipe, groupe, file d attente,
        equipo, grupo, cola, squadra, gruppo, coda, afdeling, groep, wachtrij, campaign, acd group, site, location,
        standort, center, centre, call center, call centre, service queue
    """,
    "channel": """
        channel, contact channel, channel type, media type, medium, contact method, source channel, interaction
        channel, ticket source, kanal, kontaktkanal, canal, canal de contact, canal de contacto, canale, kanaal,
        via, media
    """,
    "preferred_channel": """
        preferred channel, preferred contact channel, preferred contact method, channel preference, bevorzugter
        kanal, canal prefere, canal preferido, canale preferito, voorkeurskanaal, preferred contact
    """,
    "topic": """
        topic, contact reason, call reason, reason for contact, reason, category, ticket category, case reason,
        contact topic, call topic, ticket type, call type, issue type, issue category, thema, anliegen, grund,
        kategorie, kontaktgrund, motif, motif de contact, motif d appel, sujet, categorie, motivo, motivo de
        contacto, tema, motivo contatto, categoria, argomento, reden, onderwerp, contactreden, case type, issue,
        wrap up code, disposition code, wrapup code, query type, inquiry type, request type, ticket subject, intent,
        subcategory
    """,
    "segment": """
        segment, customer segment, customer type, client type, account type, user type, segmento, segmento cliente,
        kundensegment, kundentyp, segment client, type de client, tipo de cliente, tipo cliente, klantsegment,
        klanttype, customer group, customer category, persona, cohort, kundengruppe
    """,
    "tier": """
        tier, loyalty tier, loyalty card, membership, membership type, membership tier, membership level, loyalty
        level, loyalty status, card type, card tier, status level, customer tier, account tier, treuestufe,
        statuslevel, niveau de fidelite, carte de fidelite, nivel, nivel de fidelidad, livello, livello fedelta,
        loyaliteitsniveau, plan, plan type, subscription plan, plan name, subscription type, member tier, member
        status, loyalty program tier
    """,
    "market": """
        market, country, region, markt, land, pays, pais, paese, region name, country name, country code, geography,
        territory, regione, regio, territorio, geo
    """,
    "contract": """
        contract, contract type, contract term, vertrag, vertragsart, contrat, type de contrat, contrato, tipo de
        contrato, contratto, tipo contratto, contracttype, contractvorm, contract length
    """,
    "status": """
        status, ticket status, case status, call status, state of ticket, contact status, conversation status,
        estado, statut, stato, call outcome, call result, outcome, call disposition, call state, resolution status
    """,
    "comment": """
        comment, comments, customer comment, survey comment, verbatim, feedback, feedback text, open text, customer
        feedback, csat comment, nps comment, reason for score, nps reason, satisfaction comment, kommentar,
        kommentare, bemerkung, commentaire, commentaires, comentario, comentarios, commento, commenti, opmerking,
        opmerkingen, toelichting, verbatim comment, free text, open ended response, remarks
    """,
    "date": """
        date, contact date, call date, date time, datetime, timestamp, survey date, response date, created at,
        created date, creation date, date created, created, created on, created time, submitted at, submit date,
        submission date, call datetime, interaction date, ticket created, opened at, open date, opened date, opened,
        date opened, date time opened, recorded date, completed at, date submitted, answer date, feedback date,
        datum, anrufdatum, erstellt am, erstellungsdatum, date de creation, date appel, date d appel, date de l
        appel, date de reponse, fecha, fecha de creacion, fecha de llamada, fecha llamada, data, data creazione,
        data chiamata, aanmaakdatum, day, period, interval, interval start, interval start time, tag, jour, dia,
        giorno, dag, reporting date, report date, period start, date start, start date, week start, month start,
        contact time, call timestamp, initiation timestamp, respuesta fecha, datum uhrzeit, date heure, fecha hora,
        data ora, response timestamp, survey completed date, survey response date, received at, received date, date
        received, datum antwort, antwortdatum, befragungsdatum, enquete datum, end date, completed date, initiated
        date
    """,
    "time": """
        time, time of call, call time, time of day, uhrzeit, zeit, heure, heure d appel, hora, ora, tijd, tijdstip,
        start time of day, interval time, heure appel, hora llamada, created time of day
    """,
    "asked_at": """
        asked at, survey sent, survey sent at, sent at, invited at, invitation date, sent date, survey sent date,
        send date, date sent, invite date
    """,
    "first_response_at": """
        first response at, first reply at, first response date, first responded at, first response timestamp, first
        reply date, first response datetime, first assigned at,
        initial response time
    """,
    "resolved_at": """
        resolved at, resolved date, resolution date, solved at, closed at, closed date, date closed, date resolved,
        close date, closed on, resolved on, resolved time, solved date, date time closed, ticket closed, geschlossen
        am, geloest am, date de cloture, date de resolution, fecha de cierre, fecha de resolucion, fecha cierre,
        data chiusura, data di chiusura, sluitdatum, closed time, resolution timestamp, ticket resolved at
    """,
    "started_at": """
        started at, started, call started, call start, start time, call start time, start, conversation start, start
        timestamp, anrufbeginn, beginn, debut, debut appel, inicio, inizio, start datetime, queued at, arrival time,
        enqueue time, connected to system timestamp, enqueue timestamp, conversation start time, chat start time,
        starttijd
    """,
    "answered_at": """
        answered at, call answered at, answer time stamp, connected at, connect time, answered time, pickup time,
        connected to agent timestamp, answer timestamp, accepted at
    """,
    "ended_at": """
        ended at, ended, call ended, call end, end time, call end time, end, conversation end, end timestamp,
        disconnect timestamp, anrufende, ende, fin, fin appel, fine, einde, conversation end time, chat end time,
        disconnected at, eindtijd
    """,
    "answered": """
        answered, calls answered, answered calls, call answered, handled, calls handled, handled calls, is answered,
        was answered, contacts handled, contacts answered, answered contacts, n answered, interactions handled,
        handled contacts, acd calls, beantwortet, angenommen, angenommene anrufe, beantwortete anrufe, decroche,
        appels decroches, appels traites, appels repondus, repondu, traites, contestada, contestado, atendida,
        llamadas atendidas, llamadas contestadas, atendidas, risposto, risposta, chiamate risposte, chiamate
        gestite, beantwoord, beantwoorde oproepen, beantwoorde gesprekken, volume answered, answered volume,
        contacts answered count
    """,
    "abandoned": """
        abandoned, calls abandoned, abandoned calls, call abandoned, is abandoned, abandons, abandon, abandoned
        contacts, was abandoned, contacts abandoned, lost calls, missed calls, calls lost, n abandoned, aufgelegt,
        abgebrochen, verlorene anrufe, abgebrochene anrufe, abandonne, abandonnes, appels abandonnes, appels perdus,
        abandonada, abandonado, llamadas abandonadas, llamadas perdidas, abandonadas, abbandonata, abbandonate,
        chiamate abbandonate, chiamate perse, opgehangen, gemiste oproepen, verlaten, afgebroken gesprekken, volume
        abandoned, abandoned volume
    """,
    "resolved": """
        fcr, first contact resolution, first call resolution, resolved first contact, resolved on first contact,
        first contact resolved, first call resolved, resolved at first contact, resolved, is resolved, was resolved,
        issue resolved, solved, one touch resolution, one touch, calls resolved, resolved calls, resolved contacts,
        contacts resolved, tickets resolved, resolved tickets, one touch tickets, tickets solved, fcr flag, geloest,
        erstloesung, geklaert, erledigt, resolu, resolue, resolution premier contact, resuelto, resuelta, resolucion
        primer contacto, resuelto primer contacto, risolto, risolta, risolto al primo contatto, opgelost, first time
        right, problem resolved, problem solved, query resolved, n resolved, contact resolved, solved tickets,
        was your issue resolved, was your problem solved, was your issue resolved today, issue solved,
        resolu au premier contact, resolu au premier appel, resolu premier contact, resolution au premier contact,
        resolution premier appel, geloest beim erstkontakt, beim erstkontakt geloest, erstkontaktloesung,
        erstloesungsquote, resuelto en el primer contacto, resolucion en el primer contacto, risolto al primo
        tentativo, opgelost bij eerste contact, in een keer opgelost
    """,
    "transferred": """
        transferred, transfer, is transferred, was transferred, calls transferred, transferred calls, transfers,
        transferred contacts, call transferred, contacts transferred, weitergeleitet, verbunden, transfere,
        transferts, appels transferes, transferida, transferido, transferencias, llamadas transferidas, trasferita,
        trasferimenti, doorverbonden, transfer flag, n transferred, transferencia, warm transfer, blind transfer,
        is transfer
    """,
    "escalated": """
        escalated, is escalated, was escalated, escalation, escalations, eskaliert, escalade, escalado, escalada,
        escalata, geescaleerd, escalated contacts, escalated tickets, escalated to human, agent escalation
    """,
    "bot": """
        bot, is bot, handled by bot, bot handled, chatbot, virtual agent, ivr contained, self service, contained,
        bot contained, automated, ai handled, is automated, bot conversation, ivr, bot involved
    """,
    "complaint": """
        complaint, complaints, is complaint, complaint flag, n complaints, number complaints, complained,
        beschwerde, beschwerden, reklamation, reclamation, plainte, queja, quejas, reclamo, reclami, klacht,
        klachten, has complaint, complaint raised, complaints received
    """,
    "invited": """
        invited, survey invited, was invited, survey offered, survey requested, eingeladen, invite, invitado,
        invitato, uitgenodigd, is invited, survey invitation
    """,
    "churned": """
        churned, churn, is churned, has churned, churn flag, exited, left, attrition, lost customer, churn label,
        gekuendigt, abgewandert, attrition flag, churn value, customer churn, resilie, baja, abbandono, opgezegd,
        churn status
    """,
    "retained": """
        retained, is retained, renewed, is renewed, active, is active, is active member, renewal, stayed,
        still a customer, still a customer after days, still a customer after 90 days
    """,
    "within_target": """
        answered within, calls answered within, answered in,
        within target, meets standard, in sla, within sla, sla met, response sla met, met sla, answered within
        target, within service level, in service level, within threshold, first response sla met, meets sla, sla
        achieved, sla compliance, answered in time, first response sla, answered within sla, within service level
        target
    """,
    "cancelled": """
        cancelled, canceled, cancellation date, cancellation year, cancel date, cancelled at, churn date, end of
        contract, date of cancellation, kuendigungsdatum, date de resiliation, fecha de baja, data disdetta,
        opzegdatum, cancellation, exit date, termination date, lapse date, cancelled on, canceled on
    """,
    "joined_at": """
        customer since, joined at, joined on, joined date, join date, date joined, signup date, sign up date,
        contract start, member since, kunde seit, vertragsbeginn, kundenbeginn, client depuis, debut du contrat, date
        d inscription, cliente desde, inicio del contrato, fecha de alta, cliente dal, inizio contratto, data
        iscrizione, klant sinds, begin contract, inschrijfdatum
    """,
    "left_at": """
        left on, left at, date left, churned at, churned on, ausgeschieden am, parti le, se fue el, uscito il,
        vertrokken op
    """,
    "member": """
        programme member, program member, loyalty member, is member, member flag, loyalty programme member, loyalty
        program member, enrolled in programme, club member, programmmitglied, mitglied im treueprogramm, membre du
        programme, membre fidelite, socio del programa, miembro del programa, socio programma, membro del programma,
        lid van programma, lid loyaliteitsprogramma
    """,
    "programme_active": """
        active in programme, active in program, programme active, program active, active member of programme, member
        active, took part, aktiv im programm, actif dans le programme, activo en el programa, attivo nel programma,
        actief in programma
    """,
    "points_issued": """
        points issued, points earned, issued points, earned points, loyalty points earned, points awarded, points
        accumulated, punkte gesammelt, gesammelte punkte, ausgegebene punkte, points emis, points gagnes, points
        acquis, puntos emitidos, puntos ganados, puntos acumulados, punti emessi, punti accumulati, punti guadagnati,
        uitgegeven punten, gespaarde punten, punten gespaard
    """,
    "points_redeemed": """
        points redeemed, redeemed points, points used, points spent, points burned, loyalty points redeemed,
        punkte eingeloest, eingeloeste punkte, points utilises, points depenses, points echanges, puntos canjeados,
        puntos redimidos, punti riscattati, punti usati, ingewisselde punten, punten ingewisseld
    """,
    "complaints_made": """
        number of complaints, complaint count, complaints in 12 months, complaints last 12 months, complaints 12
        months, complaints per customer, complaints last year, anzahl beschwerden, beschwerden in 12 monaten, nombre
        de plaintes, nombre de reclamations, numero de quejas, numero de reclamaciones, numero reclami, numero di
        reclami, aantal klachten
    """,
    "days_to_expiry": """
        days to contract end, days to expiry, days to end of contract, days until contract end, days until expiry,
        days to renewal, days until renewal, days left on contract, tage bis vertragsende, jours avant echeance,
        jours avant la fin du contrat, dias hasta el fin del contrato, dias hasta vencimiento, giorni alla scadenza,
        giorni alla fine del contratto, dagen tot einde contract
    """,
    "days_silent": """
        days since last contact, days silent, days of silence, days since last activity, days inactive, days since
        last purchase, days since last order, days since last visit, days since last login, tage seit letztem
        kontakt, tage seit letztem kauf, jours depuis dernier contact, jours depuis le dernier contact, jours depuis
        dernier achat, dias desde ultimo contacto, dias desde el ultimo contacto, dias desde ultima compra, giorni
        dall ultimo contatto, giorni dall ultimo acquisto, dagen sinds laatste contact, dagen sinds laatste aankoop,
        recency days
    """,
    "wait": """
        asa, speed of answer, answer speed, time to answer, speed to answer, average speed of answer, answer delay,
        answer time, first response time, first reply time, first response, first reply, time to first response,
        time to first reply, frt, antwortzeit, delai de reponse, tiempo de respuesta, tempo di risposta,
        reactietijd, reaktionszeit, erste antwortzeit, temps de reponse, delai de premiere reponse,
        agent speed to answer
    """,
    "talk": """
        talk, talk time, talk duration, talking time, att, conversation time, conversation duration, agent talk
        time, talktime, gespraechszeit, gespraechsdauer, sprechzeit, temps de conversation, duree de conversation,
        temps de communication, tiempo de conversacion, tiempo de habla, tempo di conversazione, durata
        conversazione, gesprekstijd, gespreksduur, spreektijd, time talking
    """,
    "hold": """
        hold, hold time, hold duration, on hold, time on hold, customer hold time, haltezeit, mise en attente, temps
        de mise en attente, tiempo en espera, tempo in attesa, wacht tijd, aht hold, holdtime,
        holding time
    """,
    "wrap": """
        wrap, wrap time, wrap up, wrap up time, acw, acw time, after call work, after call work time, after contact
        work, after contact work time, acw duration, wrapup time, nachbearbeitung, nachbearbeitungszeit, nacharbeit,
        temps post appel, post appel, trabajo posterior, tiempo posterior, tempo post chiamata, nawerktijd, nawerk,
        post call work, wrap up duration, after work time
    """,
    "handle": """
        aht, handle time, handling time, handle duration, service length, service time, handle, call duration,
        duration, call length, handled time, bearbeitungszeit, bearbeitungsdauer, anrufdauer, dauer, dmt, temps de
        traitement, duree de traitement, duree, duree d appel, tiempo de gestion, tiempo medio de gestion, duracion,
        tmo, tempo di gestione, durata, durata chiamata, afhandeltijd, behandeltijd, duur, call time length,
        handletime, duration of call, contact duration, interaction duration, chat duration, interaction length,
        duracion llamada,
        tiempo de operacion
    """,
    "resolve_time": """
        time to resolution, resolution time, time to resolve, resolve time, ttr, mttr, full resolution time, time to
        close, resolution, resolution duration, first resolution time, loesungszeit, temps de resolution, delai de
        resolution, tiempo de resolucion, tempo di risoluzione, oplostijd, oplossingstijd, time to solve, time open,
        ticket age, turnaround time, requester wait time
    """,
    "idle": """
        idle time, idle, available time, available, ready time, time available, waiting for calls, bereitzeit,
        freizeit agent, temps disponible, tiempo disponible, tempo disponibile, beschikbare tijd, avail time
    """,
    "cost": """
        cost, costs, cost per contact, cost per call, handling cost, contact cost, call cost, operating cost,
        kosten, cout, couts, coste, costo, costi, ticket cost, total operating cost, expense, expenses
    """,
    "spend": """
        spend, monthly charges, monthly charge, spending, monthly spend, annual spend, revenue, amount spent, arpu,
        mrr, monthly revenue, customer spend, umsatz, chiffre d affaires, gasto, facturacion, spesa, omzet, monthly
        fee
    """,
    "value": """
        clv, cltv, ltv, lifetime value, customer lifetime value, customer value, clvvalue, kundenwert, valeur
        client, valor del cliente, valore cliente, klantwaarde, valeur vie client
    """,
    "tenure": """
        tenure, tenure months, months as customer, customer tenure, months on book, tenure in months, customer age
        months, vertragsdauer, kundendauer, anciennete, antiguedad, anzianita, looptijd, customer since months,
        month on book
    """,
    "nps": """
        nps, nps score, nps rating, nps answer, nps value, net promoter score, likelihood to recommend, likely to
        recommend, would recommend, would you recommend, recommend, recommendation, recommend score, recommendation
        score, ltr, ltr score, rec, likelihood recommend, nps response, nps question, q nps, weiterempfehlung,
        weiterempfehlungsbereitschaft, empfehlung, recommandation, recommanderiez vous, recomendacion, recomendaria,
        probabilidad de recomendar, raccomandazione, raccomanderebbe, consiglierebbe, aanbeveling, aanbevelen,
        aanbevelingsscore, rnps, tnps, relationship nps, transactional nps, npsscore, likelihood to recommend score,
        willingness to recommend, how likely are you to recommend us, how likely are you to recommend, nps group
        score, nps 0 10, score nps, note nps, puntuacion nps, punteggio nps, note de recommandation, note
        recommandation, recommandation client, intention de recommandation, empfehlungsbereitschaft,
        empfehlungswahrscheinlichkeit, weiterempfehlungswahrscheinlichkeit, nota de recomendacion, intencion de
        recomendar, disponibilita a raccomandare, aanbevelingsbereidheid, would you recommend us
    """,
    "csat": """
        csat, csat score, csat rating, customer satisfaction, customer satisfaction rating, customer satisfaction
        score, satisfaction rating, satisfaction score, satisfaction, overall satisfaction, survey csat, osat, csat
        response, csat value, csat survey, zufriedenheit, kundenzufriedenheit, zufriedenheitswert,
        gesamtzufriedenheit, satisfaction client, note de satisfaction, satisfaction globale, satisfaccion,
        satisfaccion del cliente, satisfaccion cliente, satisfaccion general, soddisfazione, soddisfazione cliente,
        soddisfazione del cliente, tevredenheid, klanttevredenheid, tevredenheidsscore, star rating, overall sat,
        sat score, score csat, overall satisfaction score, how satisfied are you, agent satisfaction rating,
        satisfaction with service
    """,
    "ces": """
        ces, ces score, ces rating, customer effort score, customer effort, effort, effort score, ease, ease score,
        ease of use score, easy to deal with, ease of resolution, ease of doing business, effort rating, ease
        rating, made it easy, aufwand, effort client, esfuerzo, esfuerzo del cliente, sforzo, sforzo cliente,
        klantinspanning, facilite, facilidad, facilita, gemak, kundenaufwand, company made it easy, how easy, ease
        of contact
    """,
    "enps": """
        enps, enps score, employee nps, employee net promoter score, recommend as employer, employer recommendation,
        recommend as a place to work, recommend as place to work, enps rating, enps answer
    """,
    "offered": """
        offered, calls offered, offered calls, incoming calls, calls received, received calls, inbound calls, calls,
        contacts offered, contacts, call volume, volume, total calls, number calls, number of calls, incoming
        contacts, n calls, n offered, offered contacts, interactions offered, tickets created, contacts received,
        inbound contacts, eingehende anrufe, angebotene anrufe, anrufe, anrufvolumen, appels entrants, appels recus,
        appels, appels presentes, volume d appels, llamadas entrantes, llamadas recibidas, llamadas ofrecidas,
        llamadas, chiamate in entrata, chiamate ricevute, chiamate, chiamate offerte, inkomende oproepen, aangeboden
        oproepen, aangeboden gesprekken, gesprekken, entered queue, contacts queued, calls queued, tickets,
        incoming, acd calls offered, nr calls,
        offer, offers
    """,
    "answered_in_time": """
        answered in time count, calls answered within target, answered within threshold, answered in sla, calls
        within sla, calls in service level, answered within 20, answered within 30, answered within 20 seconds,
        answered within 30 seconds, calls within service level, handled within sl, calls answered in sla, acceptable
        calls, answered in threshold, answered within service level, innerhalb service level,
        answered within, calls answered within, contacts answered within, handled within, angenommen in
    """,
    "abandoned_in_time": """
        abandoned in time, abandoned within threshold, abandoned within target, short abandons, short abandoned,
        abandoned in sla, abandoned within sla, quick abandons, abandoned within 5, abandoned within 10, short calls,
        abandoned within, calls abandoned within, contacts abandoned within
    """,
    "delivered": """
        delivered, surveys delivered, surveys sent, invitations, invitations sent, surveys offered, surveys issued,
        invites sent, emails sent, emails delivered, number invited, versendete umfragen, enquetes envoyees,
        encuestas enviadas, sondaggi inviati, verzonden enquetes, survey sent count, sent surveys, delivered surveys
    """,
    "responses": """
        responses, survey responses, answers, surveys completed, completed surveys, response count, surveys
        returned, number of responses, respondents, n responses, surveys answered, ruecklauf, reponses, respuestas,
        risposte, reacties, number responses, completed responses
    """,
    "answer_rate": """
        answer rate, answered rate, percent answered, answered percent, answer percent, annahmequote, taux de
        reponse, taux de decroche, tasa de respuesta, tasa de atencion, tasso di risposta, bereikbaarheid,
        erreichbarkeit, handled rate, pca, handled percent, taux de prise en charge
    """,
    "abandon_rate": """
        abandon rate, abandonment rate, abandoned rate, abandonment, percent abandoned, abandoned percent, abandon
        percent, abandonment percent, abbruchquote, abbruchrate, taux d abandon, tasa de abandono, tasso di
        abbandono, tasso abbandono, verlatingspercentage, uitvalpercentage, lost rate, percent abandon
    """,
    "service_level": """
        service level, sl, servicelevel, percent in sl, sl percent, service level percent, percent within sla, sla
        percent, gsl, niveau de service, nivel de servicio, livello di servizio, serviceniveau, service grade,
        servicegrad, percent within service level, sla rate, telephone service factor, tsf, qualite de service
    """,
}

ALSO: Mapping[str, str] = {
    "contact_id": """
        call key, reference number, case, incident number, vorgang, reference
    """,
    "customer_id": """
        customer, caller number, phone number, ani, account, member, kunde, client, cliente, klant, caller
    """,
    "agent": """
        consultant, specialist, nom agent, nome agente, nombre agente, representative name, user, associate
    """,
    "team": """
        unit, division, line of business, lob, campaign name, office, workgroup
    """,
    "channel": """
        source, origin, case origin, contact type, interaction type, mode
    """,
    "topic": """
        type, subject, disposition, product, ticket tags, tags, case subject, sub category, problem type, betreff
    """,
    "segment": """
        enrollment type, customer class, industry
    """,
    "tier": """
        level, subscription, package
    """,
    "market": """
        state, area, province, bundesland, customer country, customer region
    """,
    "status": """
        result, ergebnis, resultat, resultado, esito
    """,
    "comment": """
        text, review, response text, notes, freitext, rueckmeldung, score reason, additional comments
    """,
    "date": """
        month, week, year month, periode, monat, mois, mes, mese, maand, woche, semaine, semana, settimana,
        week starting, week commencing, week ending, week of, week beginning
    """,
    "answered": """
        connected, accepted, calls taken, accepted calls, completed calls, calls completed, contacts completed,
        answer, answers
    """,
    "abandoned": """
        missed, calls missed, unanswered, unanswered calls, dropped calls, hangups
    """,
    "resolved": """
        resolution, closed, completed, closed tickets, tickets closed
    """,
    "transferred": """
        handed over, handoff
    """,
    "within_target": """
        resolution sla met, sla status, sla, sla breached no
    """,
    "cancelled": """
        leave date, deactivated at
    """,
    "wait": """
        wait, wait time, waiting time, queue time, time in queue, wait length, wait duration, queue wait, queue wait
        time, queue duration, waittime, agent wait, wartezeit, wartedauer, temps d attente, attente, duree d
        attente, tiempo de espera, espera, tiempo en cola, tempo di attesa, tempo attesa, attesa, wachttijd,
        wachtduur, time waiting, response time, reply time, delay, ring time, ring duration, hold time in queue
    """,
    "handle": """
        length, time spent, agent time
    """,
    "spend": """
        charges, purchase amount, order value, price, amount, sales, invoice amount, arr
    """,
    "csat": """
        satisfaction level, ticket satisfaction, stars
    """,
    "offered": """
        inbound, received, interactions, conversations, calls in, total contacts
    """,
}

# headers that say too little: the cells must prove which of the roles it is
UNCLEAR: Mapping[str, tuple[str, ...]] = {
    """
        rating, score, survey rating, survey score, rate us, customer rating, customer score, note, points, punkte,
        bewertung, puntuacion, puntaje, valoracion, calificacion, punteggio, voto, valutazione, beoordeling, cijfer,
        evaluation, overall rating, overall score, feedback score, feedback rating, user rating, response
        score, satisfaction rating score, experience rating, service rating, survey result, experience score, call
        rating, rating score, agent rating, antwort, reponse, respuesta
    """: ("nps", "csat", "ces"),
    """
        id, nr, number, no, row id, key, uuid, guid, identifier
    """: ("contact_id", "answer_id", "customer_id"),
}

# headers that look like a role and are not one
IGNORED = """
    customer interactions, agent interactions,
    date of purchase, purchase date, date of birth, birth date, dob, birthday, customer age, age, order date,
    customer name, customer email, email, e mail, name, first name, last name, full name, quarter, year,
    enrollment year, enrollment month, cancellation month, postal code, zip, city, street, address, phone,
    gender, customer gender, registration date, last purchase date, nps category, nps group, nps segment, nps type,
    last updated, updated at, last modified, modified date, due date, priority, geburtsdatum, alter, vorname,
    nachname
"""
