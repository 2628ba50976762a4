"""支出: allotment of the approved plan, requests for payment, payments; what the ledger of control nodes is asked for, and by whom."""
